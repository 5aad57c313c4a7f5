import type * as z from 'zod';
import { isJsonObject } from '../core/index.ts';
import { didYouMean } from './closest.ts';
import { keysAt } from './json-schema.ts';
import { type Path, type Problem, show } from './problems.ts';

type Issue = z.core.$ZodIssue;
/** zod names the `options` of a discriminator, but its types do not. */
type UnionIssue = Extract<Issue, { code: 'invalid_union' }> & { readonly options?: readonly unknown[] };

/** What a schema's own words about an expectation begin with; other messages are put into ours. */
const ownWords = 'expected ';

/** What is wrong with a value, in this project's words: what was expected, what came, which name was probably meant. */
export function problemsOf(issues: readonly Issue[], value: unknown, jsonSchema: unknown): Problem[] {
  return issues.flatMap((issue) => translate(issue, [], value, jsonSchema));
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((within, step) => {
    if (Array.isArray(within)) return within[Number(step)];
    return isJsonObject(within) && Object.hasOwn(within, String(step)) ? within[String(step)] : undefined;
  }, value);
}

function translate(issue: Issue, outer: Path, value: unknown, jsonSchema: unknown): Problem[] {
  const path: Path = [...outer, ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))];
  const got = valueAt(value, path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(key, path, keysAt(jsonSchema, path, value)));
  }
  if (issue.code === 'invalid_union') {
    const inner = nearestBranch(issue);
    if (inner !== undefined) return inner.flatMap((each) => translate(each, path, value, jsonSchema));
    if (issue.discriminator !== undefined) return [unknownKind(issue, path, got)];
  }
  const expected = wordsFor(issue);
  if (got === undefined) {
    const message = `expected ${expected}, got nothing`;
    return [{ code: 'missing-key', path, message }];
  }
  const code = isTypeIssue(issue) ? 'wrong-type' : 'bad-value';
  const hint = issue.code === 'invalid_value' && typeof got === 'string' ? didYouMean(got, issue.values.map(String)) : '';
  return [{ code, path, message: `expected ${expected}, got ${show(got)}${hint}` }];
}

function unknownKey(key: string, path: Path, known: readonly string[]): Problem {
  const hint = didYouMean(key, known) || `; known here: ${known.join(', ')}`;
  return { code: 'unknown-key', path: [...path, key], at: 'key', message: `expected no key "${key}"${hint}` };
}

function unknownKind(issue: UnionIssue, path: Path, got: unknown): Problem {
  const options = (issue.options ?? []).map(String);
  const expected = `expected one of ${options.join(', ')}`;
  if (got === undefined) return { code: 'missing-key', path, message: `${expected}, got nothing` };
  return { code: 'unknown-fault', path, message: `${expected}, got ${show(got)}${didYouMean(String(got), options)}` };
}

/**
 * The issues of the alternative that was probably meant: one whose own type is right and where something inside is wrong. Without
 * one, the union speaks for itself.
 */
function nearestBranch({ errors, message }: UnionIssue): readonly Issue[] | undefined {
  const fitting = errors.filter((branch) => !branch.some(isOfAnotherKind));
  const [nearest] = [...fitting].sort((a, b) => a.length - b.length);
  if (nearest === undefined) return undefined;
  const inside = nearest.some(({ path, code }) => path.length > 0 || code === 'unrecognized_keys');
  return inside || !message.startsWith(ownWords) ? nearest : undefined;
}

function isTypeIssue({ code }: Issue): boolean {
  return code === 'invalid_type' || code === 'invalid_union';
}

function isOfAnotherKind(issue: Issue): boolean {
  return issue.path.length === 0 && (isTypeIssue(issue) || issue.code === 'invalid_value');
}

function wordsFor(issue: Issue): string {
  if (issue.message.startsWith(ownWords)) return issue.message.slice(ownWords.length);
  switch (issue.code) {
    case 'invalid_type':
      return typeWords[issue.expected] ?? issue.expected;
    case 'invalid_value': {
      const values = issue.values.map(String);
      return `${values.length === 1 ? '' : 'one of '}${values.join(', ')}`;
    }
    case 'too_small':
      return `${sizeWords(issue.origin)} ${issue.inclusive === false ? 'above' : 'of at least'} ${issue.minimum}`;
    case 'too_big':
      return `${sizeWords(issue.origin)} of at most ${issue.maximum}`;
    default:
      return `something else (${issue.message})`;
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

function sizeWords(origin: string): string {
  if (origin === 'string') return 'a string with a length';
  if (origin === 'array') return 'a list with a length';
  return origin === 'int' ? 'a whole number' : 'a number';
}
