import type { Json } from '../runtime/index.ts';
import { MAX_KEY_LENGTH, MAX_SESSION_LENGTH, MAX_VALUE_DEPTH } from './config.ts';

/** Who asked, for exactly-once writes: the same (session, sequence) in every attempt of one write. Sequences count up from 1. */
export interface Requester {
  readonly session: string;
  readonly sequence: number;
}

/** What an entry of the log does to the state machine. */
export type Command =
  /** The entry that a new leader commits first: it makes the entries of earlier terms committable. */
  | { readonly kind: 'noop' }
  | { readonly kind: 'put'; readonly key: string; readonly value: Json; readonly by: Requester | null }
  | { readonly kind: 'cas'; readonly key: string; readonly expected: Json; readonly value: Json; readonly by: Requester | null }
  | { readonly kind: 'append'; readonly key: string; readonly value: string; readonly by: Requester | null }
  | { readonly kind: 'delete'; readonly key: string; readonly by: Requester | null };

export function isKey(key: unknown): key is string {
  return typeof key === 'string' && key.length > 0 && key.length <= MAX_KEY_LENGTH;
}

export function isSession(session: unknown): session is string {
  return typeof session === 'string' && session.length > 0 && session.length <= MAX_SESSION_LENGTH;
}

export function isSequence(sequence: unknown): sequence is number {
  return typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence >= 1;
}

/** JSON that survives its own text (no infinite number) and is nested at most MAX_VALUE_DEPTH deep. Iterative: depth is what it guards. */
export function isValue(value: unknown): value is Json {
  if (typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_VALUE_DEPTH) return false;
    const next: unknown[] = [];
    for (const item of level) {
      if (item === undefined || (typeof item === 'number' && !Number.isFinite(item))) return false;
      if (typeof item === 'object' && item !== null) for (const child of Object.values(item)) next.push(child);
    }
    level = next;
  }
  return true;
}
