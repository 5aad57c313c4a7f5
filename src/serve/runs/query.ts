import type { ListedRun } from './run-index.ts';

/** Where a run stands: its outcome, or that it has none yet, or that it never will. */
export const standings = ['violation', 'broken', 'inconclusive', 'expected', 'pass', 'running', 'unfinished'] as const;
export type Standing = (typeof standings)[number];

export const sortKeys = ['started', 'plan', 'duration', 'ops', 'p99'] as const;
export type SortKey = (typeof sortKeys)[number];

/** Terms beyond these are not looked at. */
const TERMS_MAX = 20;
const QUERY_CHARS_MAX = 500;

/** What is asked of the table, as the address says it. */
export interface RunQuery {
  readonly text: string;
  readonly standing: Standing | undefined;
  readonly sort: SortKey;
  readonly ascending: boolean;
  /** From 1. */
  readonly page: number;
}

export function parseQuery(params: URLSearchParams): RunQuery {
  const page = Number(params.get('page') ?? '1');
  return {
    text: (params.get('q') ?? '').slice(0, QUERY_CHARS_MAX),
    standing: standings.find((known) => known === params.get('outcome')),
    sort: sortKeys.find((known) => known === params.get('sort')) ?? 'started',
    ascending: params.get('order') === 'up',
    page: Number.isSafeInteger(page) && page >= 1 ? page : 1,
  };
}

/** The address of the table as asked for, with some of it changed. What goes without saying is left out. */
export function addressOf(query: RunQuery, change: Partial<RunQuery> = {}): string {
  const { text, standing, sort, ascending, page } = { ...query, page: 1, ...change };
  const params = new URLSearchParams();
  if (text !== '') params.set('q', text);
  if (standing !== undefined) params.set('outcome', standing);
  if (sort !== 'started') params.set('sort', sort);
  if (ascending) params.set('order', 'up');
  if (page > 1) params.set('page', String(page));
  const search = params.toString();
  return search === '' ? '/' : `/?${search}`;
}

export function standingOf({ outcome, expected, running }: ListedRun): Standing {
  if (expected === true) return 'expected';
  return outcome ?? (running ? 'running' : 'unfinished');
}

/**
 * The runs that the text asks for: every term must be found. A term is a word, looked for in everything that is known of a run, or
 * `field:value`; a `!` before it turns it around, quotes hold blanks together.
 */
export function search(runs: readonly ListedRun[], text: string): readonly ListedRun[] {
  const terms = termsOf(text);
  return terms.length === 0 ? runs : runs.filter((run) => terms.every((term) => matches(run, term)));
}

export function sortRuns(runs: readonly ListedRun[], { sort, ascending }: RunQuery): readonly ListedRun[] {
  // They come newest first.
  if (sort === 'started') return ascending ? runs.toReversed() : runs;
  const sign = ascending ? 1 : -1;
  const by = (run: ListedRun): number | undefined => {
    if (sort === 'duration') return run.durationMs;
    return sort === 'p99' ? run.p99?.ms : run.ops && run.ops.ok + run.ops.fail + run.ops.info;
  };
  if (sort === 'plan') return runs.toSorted((a, b) => sign * (a.plan < b.plan ? -1 : a.plan > b.plan ? 1 : 0));
  // A run that has no such figure is behind those that have one, whichever way they are sorted.
  return runs.toSorted((a, b) => {
    const [x, y] = [by(a), by(b)];
    if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? 1 : -1;
    return sign * (x - y);
  });
}

interface Term {
  readonly negated: boolean;
  /** undefined: anywhere. */
  readonly field: string | undefined;
  readonly value: string;
}

function termsOf(text: string): Term[] {
  return [...text.matchAll(/(!?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/gi)].slice(0, TERMS_MAX).flatMap(([, bang, name, quoted, word]) => {
    const value = (quoted ?? word ?? '').toLowerCase();
    const field = name?.toLowerCase();
    if (value === '') return [];
    // A colon behind anything else is part of the word.
    const known = field === undefined || Object.hasOwn(fields, field);
    return [{ negated: bang === '!', field: known ? field : undefined, value: known ? value : `${field}:${value}` }];
  });
}

function matches(run: ListedRun, { negated, field, value }: Term): boolean {
  const texts = field === undefined ? Object.values(fields).flatMap((of) => of(run)) : (fields[field]?.(run) ?? []);
  // Of numbers a part is another number.
  const found = texts.some((text) => (field === 'seed' ? text === value : text.toLowerCase().includes(value)));
  return found !== negated;
}

/** What can be asked for, and what of a run it is looked for in. */
const fields: Readonly<Record<string, (run: ListedRun) => readonly string[]>> = {
  plan: ({ plan }) => [plan],
  name: ({ name }) => [name],
  outcome: (run) => (run.expected === true ? ['violation, expected'] : [standingOf(run)]),
  seed: ({ seed }) => [String(seed)],
  system: ({ system }) => (system === undefined ? [] : [system]),
  workload: ({ workload }) => (workload === undefined ? [] : [workload]),
  world: ({ world }) => (world === undefined ? [] : [world]),
  bug: ({ bugs }) => bugs,
  found: ({ headline }) => (headline === undefined ? [] : [headline]),
};

export const fieldNames: readonly string[] = Object.keys(fields);
