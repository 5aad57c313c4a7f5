import type { Json } from './json.ts';

/** An endpoint of the system: `n1`, `n2`... */
export type NodeId = string;
/** A client thread as the links know it: `c0`, `c1`... It outlives the process numbers that it uses up. */
export type ThreadId = string;
/** Whatever a directed link can start or end at. */
export type Endpoint = NodeId | ThreadId;

/** What a client is asked to do: one call, of one or more attempts. */
export interface Operation {
  readonly f: string;
  readonly key?: string;
  /** Argument: the value written, `[expected, new]` of a cas, null for a read. */
  readonly value: Json;
  /** Marked by the workload: only such an operation may turn a time-out into `fail`. */
  readonly readOnly: boolean;
}

/** How an operation ended. `fail`: it certainly had no effect. `info`: nobody knows. */
export type Completion =
  | { readonly type: 'ok'; readonly value: Json }
  | { readonly type: 'fail'; readonly error: OperationError; readonly seen?: Json }
  | { readonly type: 'info'; readonly error: OperationError };

/** How one attempt ended, in the system's own words. `hint` names the node that is said to lead. */
export type AttemptResult =
  | { readonly type: 'ok'; readonly value: Json }
  | { readonly type: 'error'; readonly error: OperationError; readonly seen?: Json; readonly hint?: NodeId };

/**
 * The one table of client errors. `definite`: the attempt certainly had no effect. `retry`: another attempt of the same operation
 * makes sense. An indefinite error makes the whole operation `info` unless a later attempt answers `ok`.
 */
export const operationErrors: Readonly<Record<OperationError, ErrorMeaning>> = {
  refused: { definite: true, retry: true, meaning: 'the connection was refused before a byte was sent' },
  'not-leader': { definite: true, retry: true, meaning: 'the node does not lead and took nothing on' },
  'no-leader': { definite: true, retry: true, meaning: 'the node knows no leader and took nothing on' },
  'temporarily-unavailable': { definite: true, retry: true, meaning: 'the node is overloaded, starting or stopping and took nothing on' },
  'precondition-failed': { definite: true, retry: false, meaning: 'a compare-and-swap met another value' },
  'not-a-string': { definite: true, retry: false, meaning: 'append to a value that is not a string' },
  'bad-request': { definite: true, retry: false, meaning: 'the system could not read the request' },
  'too-large': { definite: true, retry: false, meaning: 'the request is over the size limit' },
  'too-many-sessions': { definite: true, retry: false, meaning: 'the session table is full' },
  timeout: { definite: false, retry: true, meaning: 'no answer in time' },
  reset: { definite: false, retry: true, meaning: 'the connection broke after bytes were sent' },
  'leadership-lost': { definite: false, retry: true, meaning: 'the leader that took it on no longer leads' },
  'stale-sequence': { definite: false, retry: false, meaning: 'a newer request of the session was already applied' },
  malformed: { definite: false, retry: true, meaning: 'the answer could not be read' },
  internal: { definite: false, retry: true, meaning: 'the system failed while it worked on the request' },
};

export interface ErrorMeaning {
  readonly definite: boolean;
  readonly retry: boolean;
  readonly meaning: string;
}

export type OperationError =
  | 'refused'
  | 'not-leader'
  | 'no-leader'
  | 'temporarily-unavailable'
  | 'precondition-failed'
  | 'not-a-string'
  | 'bad-request'
  | 'too-large'
  | 'too-many-sessions'
  | 'timeout'
  | 'reset'
  | 'leadership-lost'
  | 'stale-sequence'
  | 'malformed'
  | 'internal';

export function isOperationError(code: unknown): code is OperationError {
  return typeof code === 'string' && Object.hasOwn(operationErrors, code);
}
