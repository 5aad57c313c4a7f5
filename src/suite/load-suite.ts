import { readFileSync } from 'node:fs';
import { badInput } from '../core/index.ts';
import { buildEntry } from './build-entry.ts';
import { readDocument, type SourceDocument } from './document.ts';
import { expandEntries } from './expand-entries.ts';
import { problemsOf } from './issues.ts';
import { errorOf, type PlacedProblem, type Problem, placeProblems } from './problems.ts';
import type { KnownNames, Suite } from './suite.ts';
import type { SuiteFile } from './suite-file.ts';
import { suiteJsonSchema, suiteSchema } from './suite-schema.ts';
import { isModulePath, moduleOfSuite } from './system-module.ts';

/** The modules that a suite names as systems, each once, for whoever loads them. None of one that cannot be read: `loadSuite` tells why. */
export function modulesOfSuite(file: string): string[] {
  try {
    const parsed = suiteSchema.safeParse(readDocument(readSuite(file), file).value);
    const named = parsed.success ? expandEntries(parsed.data).entries.flatMap(({ entry }) => entry.system ?? []) : [];
    return [...new Set(named.filter(isModulePath).map((path) => moduleOfSuite(file, path)))];
  } catch {
    return [];
  }
}

/** Reads a suite file. Whatever is wrong with it is one error (exit 254): at the first place, with up to ten problems in all. */
export function loadSuite(file: string, known: KnownNames): Suite {
  return parseSuite(readSuite(file), file, known);
}

/** The same, of a text. The file is for messages. */
export function parseSuite(text: string, file: string, known: KnownNames): Suite {
  const document = readDocument(text, file);
  refuse(document.problems);
  const suite = validate(document, file);
  const { entries, problems } = expandEntries(suite);
  const found: Problem[] = [...problems];
  const built = entries.map((entry) => buildEntry(entry, file, known, found));
  refuse(placeProblems(found, 'suite', document.placeOf));
  const { name, description } = suite;
  return { file, name, ...(description === undefined ? {} : { description }), entries: built };
}

function readSuite(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw badInput('suite-unreadable', `Expected a suite (a YAML file), got: ${why}`, { file });
  }
}

function validate(document: SourceDocument, file: string): SuiteFile {
  const parsed = suiteSchema.safeParse(document.value);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error.issues, document.value, suiteJsonSchema());
  throw errorOf(placeProblems(problems, 'suite', document.placeOf)) ?? badInput('suite-invalid', 'Expected a suite.', { file });
}

function refuse(problems: readonly PlacedProblem[]): void {
  const error = errorOf(problems);
  if (error !== undefined) throw error;
}
