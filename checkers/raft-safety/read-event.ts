import type { RaftTraceEvent } from '../../nodes/raft/trace.ts';
import type { Json, TraceEvent } from '../../src/core/index.ts';

type Test = (value: Json | undefined) => boolean;
type Shape = Readonly<Record<string, Test>>;

const count: Test = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const text: Test = (value) => typeof value === 'string';
const flag: Test = (value) => typeof value === 'boolean';
const role: Test = (value) => value === 'follower' || value === 'pre-candidate' || value === 'candidate' || value === 'leader';
const counts: Test = (value) => Array.isArray(value) && value.every(count);
const texts: Test = (value) => Array.isArray(value) && value.every(text);
const matches: Test = (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(count);
const orNull =
  (test: Test): Test =>
  (value) =>
    value === null || test(value);

const shapes: Readonly<Record<string, Shape>> = {
  boot: { term: count, votedFor: orNull(text), lastIndex: count, lastHash: text, terms: counts, hashes: texts, voters: texts },
  role: { term: count, role, from: role },
  lead: { term: count, votes: texts, lastIndex: count, lastHash: text },
  term: { term: count, from: count },
  append: { term: count, role, firstIndex: count, terms: counts, hashes: texts },
  truncate: { term: count, fromIndex: count },
  commit: { term: count, role, index: count, entryTerm: count, hash: text, matches: orNull(matches), leader: orNull(text) },
  apply: {
    term: count,
    index: count,
    entryTerm: count,
    hash: text,
    session: orNull(text),
    sequence: orNull(count),
    effect: flag,
    stateHash: text,
  },
  read: { term: count, role, readIndex: orNull(count), appliedIndex: count },
  reply: { term: count, index: count, entryTerm: count },
  persist: { records: (value) => Array.isArray(value) && value.every(isRecord) },
  send: { to: text, type: text, term: count },
};

const recordShapes: Readonly<Record<string, Shape>> = {
  vote: { term: count, votedFor: orNull(text) },
  entries: { firstIndex: count, terms: counts, hashes: texts },
  truncate: { fromIndex: count },
  reset: {},
};

/** Only messages that a rule reads. */
const messageShapes: Readonly<Record<string, Shape>> = {
  'vote-reply': { granted: flag },
  'append-reply': { success: flag, matchIndex: count },
  'read-index-reply': { readIndex: orNull(count) },
};

/** An event that no rule knows is `unknown` and does no harm; one that says less than it must is `malformed` and is as good as missing. */
export function readEvent(event: TraceEvent): RaftTraceEvent | 'unknown' | 'malformed' {
  const shape = own(shapes, event.event);
  if (shape === undefined) return 'unknown';
  if (!fits(event, shape)) return 'malformed';
  const raft = event as RaftTraceEvent;
  switch (raft.event) {
    case 'boot':
      if (raft.terms.length !== raft.lastIndex || raft.hashes.length !== raft.lastIndex) return 'malformed';
      return raft.lastIndex === 0 || raft.hashes.at(-1) === raft.lastHash ? raft : 'malformed';
    case 'append':
      return raft.firstIndex > 0 && raft.terms.length > 0 && raft.terms.length === raft.hashes.length ? raft : 'malformed';
    case 'send': {
      const messageShape = own(messageShapes, raft.type);
      return messageShape === undefined || fits(event, messageShape) ? raft : 'malformed';
    }
    default:
      return raft;
  }
}

function isRecord(value: Json): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const record = value as { readonly [key: string]: Json };
  const shape = typeof record['kind'] === 'string' ? own(recordShapes, record['kind']) : undefined;
  if (shape === undefined || !fits(record, shape)) return false;
  if (record['kind'] !== 'entries') return true;
  return (record['terms'] as readonly Json[]).length === (record['hashes'] as readonly Json[]).length;
}

function fits(value: { readonly [key: string]: Json }, shape: Shape): boolean {
  for (const field in shape) if (shape[field]?.(value[field]) !== true) return false;
  return true;
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
