import type { RunRow } from '../../../campaign/page-data.ts';
import { type RunState, readable } from '../../../words/index.ts';

export const sortKeys = ['outcome', 'entry', 'seed', 'finding', 'ok', 'fail', 'info', 'faults', 'duration'] as const;
export type SortKey = (typeof sortKeys)[number];

/** What the reader wants to see of the table. It stands in the address, so that it can be sent to someone else. */
export interface Wanted {
  readonly text: string;
  readonly state?: RunState;
  /** Index of a group of runs that came to the same. */
  readonly group?: number;
  readonly sort: SortKey;
  readonly down: boolean;
}

export const everything: Wanted = { text: '', sort: 'outcome', down: false };
/** What is wrong comes first. */
export const states: readonly RunState[] = ['violation', 'broken', 'inconclusive', 'expected', 'pass'];
const TERMS_MAX = 20;

/** What each row is searched in, made once. */
export function searchTexts(rows: readonly RunRow[]): string[] {
  return rows.map(({ entry, seed, repeat = '', state, headline, explanation = '' }) =>
    readable(`${entry} seed ${seed}${repeat} ${state} ${headline} ${explanation}`).toLowerCase(),
  );
}

/**
 * The rows that are wanted, in the order that is wanted, as indexes. Every word must be found; `!word` must not, `seed:7` and `entry:kv` are that
 * seed and that entry whole, quotes hold words together.
 */
export function choose(rows: readonly RunRow[], texts: readonly string[], { text, state, group, sort, down }: Wanted): number[] {
  const terms = termsOf(text);
  const chosen: number[] = [];
  for (const [i, row] of rows.entries()) {
    if (state !== undefined && row.state !== state) continue;
    if (group !== undefined && row.group !== group) continue;
    if (terms.every((holds) => holds(row, texts[i] ?? ''))) chosen.push(i);
  }
  const compare = comparisons[sort];
  const sign = down ? -1 : 1;
  // Rows that are alike stay in their order, whichever way it goes.
  return chosen.sort((a, b) => {
    const [left, right] = [rows[a], rows[b]];
    return left === undefined || right === undefined ? 0 : sign * compare(left, right) || a - b;
  });
}

type Term = (row: RunRow, text: string) => boolean;

function termsOf(text: string): Term[] {
  const words = text.match(/!?(?:[a-z]+:)?"[^"]*"?|\S+/gi) ?? [];
  return words.slice(0, TERMS_MAX).map(termOf);
}

function termOf(word: string): Term {
  if (word.startsWith('!') && word.length > 1) {
    const holds = termOf(word.slice(1));
    return (row, text) => !holds(row, text);
  }
  const [, field, value = ''] = /^(seed|entry):(.+)$/i.exec(word) ?? [];
  const bare = (quoted: string): string => quoted.replace(/^"|"$/g, '');
  if (field?.toLowerCase() === 'seed') return (row) => String(row.seed) === bare(value);
  if (field !== undefined) return (row) => readable(row.entry) === bare(value);
  const part = bare(word).toLowerCase();
  return (_, text) => text.includes(part);
}

const comparisons: Readonly<Record<SortKey, (a: RunRow, b: RunRow) => number>> = {
  outcome: (a, b) => states.indexOf(a.state) - states.indexOf(b.state),
  entry: (a, b) => (a.entry < b.entry ? -1 : a.entry > b.entry ? 1 : 0),
  seed: (a, b) => a.seed - b.seed,
  // Those that say nothing come last.
  finding: (a, b) =>
    Number(a.headline === '') - Number(b.headline === '') || (a.headline < b.headline ? -1 : a.headline > b.headline ? 1 : 0),
  ok: (a, b) => a.ops[0] - b.ops[0],
  fail: (a, b) => a.ops[1] - b.ops[1],
  info: (a, b) => a.ops[2] - b.ops[2],
  faults: (a, b) => a.faults[0] - b.faults[0] || a.faults[1] - b.faults[1],
  duration: (a, b) => (a.durationMs ?? -1) - (b.durationMs ?? -1),
};

export function readWanted(hash: string, groupCount: number): Wanted {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const sort = sortKeys.find((key) => key === (fields.get('sort') ?? '').replace(/^-/, ''));
  const state = states.find((each) => each === fields.get('outcome'));
  const group = /^\d{1,6}$/.test(fields.get('group') ?? '') ? Number(fields.get('group')) - 1 : undefined;
  return {
    text: fields.get('q') ?? '',
    ...(state === undefined ? {} : { state }),
    ...(group === undefined || group < 0 || group >= groupCount ? {} : { group }),
    sort: sort ?? everything.sort,
    down: fields.get('sort')?.startsWith('-') === true,
  };
}

export function writeWanted({ text, state, group, sort, down }: Wanted): string {
  const parts = [
    ...(text === '' ? [] : [`q=${encodeURIComponent(readable(text))}`]),
    ...(state === undefined ? [] : [`outcome=${state}`]),
    ...(group === undefined ? [] : [`group=${group + 1}`]),
    ...(sort === everything.sort && !down ? [] : [`sort=${down ? '-' : ''}${sort}`]),
  ];
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}
