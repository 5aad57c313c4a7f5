import type { Json, JsonObject, MessageCodec } from '../runtime/index.ts';
import { type Command, parseCommand } from './command.ts';

/** What nodes tell each other. `term` is the sender's, except that a pre-vote carries the term it would campaign in. */
export type Message =
  | { type: 'pre-vote' | 'vote'; term: number; lastIndex: number; lastTerm: number }
  /** A refusal carries the refuser's term, a granted pre-vote the term asked for. */
  | { type: 'pre-vote-reply' | 'vote-reply'; term: number; granted: boolean }
  | AppendMessage
  | AppendReply
  /** A follower asks the leader for a read index; `id` is new for each request. */
  | { type: 'read-index'; term: number; id: string }
  | { type: 'read-index-reply'; term: number; id: string; readIndex: number | null };

export interface AppendMessage {
  type: 'append';
  term: number;
  previousIndex: number;
  previousTerm: number;
  entries: readonly WireEntry[];
  commitIndex: number;
  /** The leader's how-manieth round of messages in this term; echoed, so that an answer proves leadership after a point in time. */
  round: number;
}

export interface AppendReply {
  type: 'append-reply';
  term: number;
  success: boolean;
  /** Success: the follower holds, durably, the leader's log up to here. Refusal: 0. */
  matchIndex: number;
  /** The append's `previousIndex`, so that a late refusal is known for what it is. */
  previousIndex: number;
  /** Refusal: the term at previousIndex (null: the log is shorter) and the first index of that term, or one past the end. */
  conflictTerm: number | null;
  conflictIndex: number;
  round: number;
}

export interface WireEntry {
  readonly term: number;
  readonly command: Command;
}

/** Ids of reads: `n2:1:17`. */
const MAX_READ_ID_LENGTH = 256;

/** JSON on the wire. `decode` answers undefined for anything that no correct node sends. */
export const messageCodec: MessageCodec<Message> = {
  encode: (message) => new TextEncoder().encode(JSON.stringify(message)),
  decode(bytes) {
    let raw: unknown;
    try {
      raw = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch {
      return undefined;
    }
    return typeof raw === 'object' && raw !== null ? parseMessage(raw as Record<string, unknown>) : undefined;
  },
  describe,
};

function describe(message: Message): { type: string; fields: JsonObject } {
  const { type, term } = message;
  switch (message.type) {
    case 'append': {
      const { previousIndex, previousTerm, entries, commitIndex, round } = message;
      return { type, fields: { term, previousIndex, previousTerm, count: entries.length, commitIndex, round } };
    }
    case 'append-reply':
      return { type, fields: { term, success: message.success, matchIndex: message.matchIndex, round: message.round } };
    default: {
      const { type: _, ...fields } = message;
      return { type, fields: fields as { readonly [field: string]: Json } };
    }
  }
}

function parseMessage(raw: Record<string, unknown>): Message | undefined {
  const { type, term } = raw;
  if (!isCount(term)) return undefined;
  switch (type) {
    case 'pre-vote':
    case 'vote': {
      const { lastIndex, lastTerm } = raw;
      return isCount(lastIndex) && isCount(lastTerm) ? { type, term, lastIndex, lastTerm } : undefined;
    }
    case 'pre-vote-reply':
    case 'vote-reply': {
      const { granted } = raw;
      return typeof granted === 'boolean' ? { type, term, granted } : undefined;
    }
    case 'append':
      return parseAppend(term, raw);
    case 'append-reply': {
      const { success, matchIndex, previousIndex, conflictTerm, conflictIndex, round } = raw;
      if (typeof success !== 'boolean' || !isCount(matchIndex) || !isCount(previousIndex) || !isCount(round)) return undefined;
      if (!(conflictTerm === null || isCount(conflictTerm)) || !isCount(conflictIndex)) return undefined;
      return { type, term, success, matchIndex, previousIndex, conflictTerm, conflictIndex, round };
    }
    case 'read-index': {
      const { id } = raw;
      return isReadId(id) ? { type, term, id } : undefined;
    }
    case 'read-index-reply': {
      const { id, readIndex } = raw;
      return isReadId(id) && (readIndex === null || isCount(readIndex)) ? { type, term, id, readIndex } : undefined;
    }
    default:
      return undefined;
  }
}

function parseAppend(term: number, raw: Record<string, unknown>): AppendMessage | undefined {
  const { previousIndex, previousTerm, entries, commitIndex, round } = raw;
  if (!isCount(previousIndex) || !isCount(previousTerm) || !isCount(commitIndex) || !isCount(round)) return undefined;
  if (!Array.isArray(entries)) return undefined;
  const parsed: WireEntry[] = [];
  let lowest = previousTerm;
  for (const entry of entries as unknown[]) {
    const wire = parseEntry(entry);
    // Terms never fall along a log and never exceed the sender's: a message that says so was made by nobody.
    if (wire === undefined || wire.term < lowest || wire.term > term) return undefined;
    lowest = wire.term;
    parsed.push(wire);
  }
  return { type: 'append', term, previousIndex, previousTerm, entries: parsed, commitIndex, round };
}

export function parseEntry(raw: unknown): WireEntry | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { term, command } = raw as Record<string, unknown>;
  const parsed = parseCommand(command);
  return isCount(term) && parsed !== undefined ? { term, command: parsed } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isReadId(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_READ_ID_LENGTH;
}
