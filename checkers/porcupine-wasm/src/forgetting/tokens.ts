import { canonical } from '../canonical.ts';
import type { Operation } from '../model.ts';
import { changed, type Forgetting, type RecordedCall } from './forgetting.ts';

/**
 * Forgets tokens of a string that appends make longer: `"b"` in a key that was put `"a"` and appended `"b"` and `"c"`.
 *
 * The texts that are written, as far as they are not made of others, have to be such that none begins another (and none is empty): then
 * a text is made of them in one way at most, and to take a token out of it wherever it stands is to take it out of its parts. Do that
 * to every state of an order that explains the history. A put leaves its text without the token, an append adds the same as before or
 * nothing, a get of a state sees what is left of it; a text that is not made of tokens is no state, so whoever saw it explains nothing.
 * Where a key may hold null and texts may become empty, null and "" are taken for one: an append does the same to both. Values that are
 * no texts stay as they are. A cas that succeeded did so on what is left as well. One that failed is dropped, since two states that
 * differed may be one now. The initial state is without the token, so it stays.
 */
export const tokens: Forgetting = {
  subjects(calls, init) {
    const code = codeOf(calls, init);
    if (code === undefined) return [];
    const kept = new Set(typeof init === 'string' ? (split(init, code) ?? []) : []);
    const appended = calls.flatMap(({ operation: { f, input } }) => (f === 'append' ? (split(String(input), code) ?? []) : []));
    return [...new Set(appended)].filter((token) => !kept.has(token)).map((id) => ({ what: `appended text ${canonical(id)}`, id }));
  },
  forget: (calls, id, init) => without(calls, [id], init),
  forgetAll: without,
};

function without(calls: readonly RecordedCall[], ids: readonly unknown[], init: unknown): (RecordedCall | undefined)[] | undefined {
  const code = codeOf(calls, init);
  if (code === undefined) return undefined;
  const gone = new Set(ids);
  const empty = init === null || calls.some(({ operation }) => writtenBy(operation).includes(null)) ? null : '';
  if (init === '' && empty === null) return undefined;
  const rest = (value: unknown): unknown => {
    if (value === null || value === '') return empty;
    if (typeof value !== 'string') return value;
    const left = split(value, code)?.filter((token) => !gone.has(token));
    // What is left may be empty now, where it was not before.
    return left === undefined ? value : left.join('') || empty;
  };
  return calls.map((call) => callWithout(call, rest, empty));
}

function callWithout(call: RecordedCall, without: (value: unknown) => unknown, empty: unknown): RecordedCall | undefined {
  const { f, input, value, outcome } = call.operation;
  switch (f) {
    case 'get': {
      const left = without(value);
      return left === value ? call : changed(call, { value: left });
    }
    case 'put':
    case 'append': {
      const left = without(input);
      if (left === input) return call;
      return f === 'append' && left === empty ? undefined : changed(call, { input: left, value: left });
    }
    case 'cas': {
      if (outcome === 'fail') return undefined;
      const pair = input as readonly unknown[];
      const left = pair.map(without);
      return left.every((item, i) => item === pair[i]) ? call : changed(call, { input: left, value: left });
    }
    default:
      return call;
  }
}

interface Code {
  readonly texts: ReadonlySet<string>;
  /** Of the texts, each once. */
  readonly lengths: readonly number[];
}

/** Undefined where texts could be taken apart in several ways. Longer texts that are made of shorter ones are no tokens. */
function codeOf(calls: readonly RecordedCall[], init: unknown): Code | undefined {
  const texts = [init, ...calls.flatMap(({ operation }) => writtenBy(operation))].filter((text) => typeof text === 'string' && text !== '');
  const code = { texts: new Set<string>(), lengths: [] as number[] };
  for (const text of [...new Set(texts as string[])].sort((a, b) => a.length - b.length)) {
    if (split(text, code) !== undefined) continue;
    code.texts.add(text);
    if (code.lengths.at(-1) !== text.length) code.lengths.push(text.length);
  }
  const sorted = [...code.texts].sort();
  return sorted.some((text, i) => sorted[i + 1]?.startsWith(text)) ? undefined : code;
}

function writtenBy({ f, input }: Operation): unknown[] {
  if (f === 'put' || f === 'append') return [input];
  if (f === 'delete') return [null];
  return f === 'cas' && Array.isArray(input) ? [input[1]] : [];
}

/** The tokens that the text is made of. As none begins another, there is one at most at each place. */
function split(text: string, code: Code): string[] | undefined {
  const parts: string[] = [];
  for (let at = 0; at < text.length; ) {
    const from = at;
    const length = code.lengths.find((candidate) => code.texts.has(text.slice(from, from + candidate)));
    if (length === undefined) return undefined;
    parts.push(text.slice(at, at + length));
    at += length;
  }
  return parts;
}
