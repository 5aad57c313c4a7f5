import type { RaftTraceEvent } from '../../nodes/raft/trace.ts';
import type { Json, TraceEvent } from '../../src/core/index.ts';

/**
 * An event that no rule knows is `unknown` and does no harm; one that says less than it must is `malformed` and is as good as missing.
 * Every event of a run comes through here: fields are looked at by name, one after the other, without a table in between.
 */
export function readEvent(event: TraceEvent): RaftTraceEvent | 'unknown' | 'malformed' {
  const fits = fitsItsName(event);
  if (fits === undefined) return 'unknown';
  return fits ? (event as RaftTraceEvent) : 'malformed';
}

/** undefined: no rule knows the name. */
function fitsItsName(event: TraceEvent): boolean | undefined {
  switch (event.event) {
    case 'send':
      return isText(event['to']) && isText(event['type']) && isCount(event['term']) && messageFits(event);
    case 'persist':
      return areRecords(event['records']);
    case 'append':
      return (
        isCount(event['term']) && isRole(event['role']) && isCount(event['firstIndex']) && event['firstIndex'] > 0 && entriesFit(event, 1)
      );
    case 'apply':
      return applyFits(event);
    case 'commit':
      return commitFits(event);
    case 'reply':
      return isCount(event['term']) && isCount(event['index']) && isCount(event['entryTerm']);
    case 'read':
      return isCount(event['term']) && isRole(event['role']) && isCountOrNull(event['readIndex']) && isCount(event['appliedIndex']);
    case 'boot':
      return bootFits(event);
    case 'role':
      return isCount(event['term']) && isRole(event['role']) && isRole(event['from']);
    case 'lead':
      return isCount(event['term']) && areTexts(event['votes']) && isCount(event['lastIndex']) && isText(event['lastHash']);
    case 'term':
      return isCount(event['term']) && isCount(event['from']);
    case 'truncate':
      return isCount(event['term']) && isCount(event['fromIndex']);
    default:
      return undefined;
  }
}

/** Only of messages that a rule reads. */
function messageFits(event: TraceEvent): boolean {
  switch (event['type']) {
    case 'vote-reply':
      return isFlag(event['granted']);
    case 'append-reply':
      return isFlag(event['success']) && isCount(event['matchIndex']);
    case 'read-index-reply':
      return isCountOrNull(event['readIndex']);
    default:
      return true;
  }
}

function applyFits(event: TraceEvent): boolean {
  return (
    isCount(event['term']) &&
    isCount(event['index']) &&
    isCount(event['entryTerm']) &&
    isText(event['hash']) &&
    isTextOrNull(event['session']) &&
    isCountOrNull(event['sequence']) &&
    isFlag(event['effect']) &&
    isText(event['stateHash'])
  );
}

function commitFits(event: TraceEvent): boolean {
  return (
    isCount(event['term']) &&
    isRole(event['role']) &&
    isCount(event['index']) &&
    isCount(event['entryTerm']) &&
    isText(event['hash']) &&
    (event['matches'] === null || areMatches(event['matches'])) &&
    isTextOrNull(event['leader'])
  );
}

function bootFits(event: TraceEvent): boolean {
  const { lastIndex, lastHash, hashes } = event;
  if (!isCount(event['term']) || !isTextOrNull(event['votedFor']) || !isCount(lastIndex) || !isText(lastHash)) return false;
  if (!areTexts(event['voters']) || !entriesFit(event, 0) || !areTexts(hashes) || hashes.length !== lastIndex) return false;
  return lastIndex === 0 || hashes.at(-1) === lastHash;
}

function areRecords(records: Json | undefined): boolean {
  if (!Array.isArray(records)) return false;
  for (const record of records) if (!isRecord(record)) return false;
  return true;
}

function isRecord(value: Json): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const record = value as { readonly [key: string]: Json };
  switch (record['kind']) {
    case 'entries':
      return isCount(record['firstIndex']) && entriesFit(record, 0);
    case 'vote':
      return isCount(record['term']) && isTextOrNull(record['votedFor']);
    case 'truncate':
      return isCount(record['fromIndex']);
    case 'reset':
      return true;
    default:
      return false;
  }
}

/** As many terms as hashes, and no fewer than `least`. */
function entriesFit({ terms, hashes }: { readonly [key: string]: Json }, least: number): boolean {
  if (!Array.isArray(terms) || !areTexts(hashes) || terms.length !== hashes.length || terms.length < least) return false;
  for (const term of terms) if (!isCount(term)) return false;
  return true;
}

function areTexts(value: Json | undefined): value is string[] {
  if (!Array.isArray(value)) return false;
  for (const text of value) if (typeof text !== 'string') return false;
  return true;
}

function areMatches(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const match of Object.values(value)) if (!isCount(match)) return false;
  return true;
}

function isCount(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isCountOrNull(value: Json | undefined): boolean {
  return value === null || isCount(value);
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string';
}

function isTextOrNull(value: Json | undefined): boolean {
  return value === null || typeof value === 'string';
}

function isFlag(value: Json | undefined): boolean {
  return typeof value === 'boolean';
}

function isRole(value: Json | undefined): boolean {
  return value === 'follower' || value === 'pre-candidate' || value === 'candidate' || value === 'leader';
}
