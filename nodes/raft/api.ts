import type { Json, JsonObject, Request, Response } from '../runtime/index.ts';
import { type Command, isKey, isSequence, isSession, isValue, type Requester } from './command.ts';
import { MAX_KEY_LENGTH, MAX_SESSION_LENGTH, MAX_VALUE_DEPTH } from './config.ts';
import type { WriteResult } from './state-machine.ts';

/** Header names of exactly-once writes. */
export const SESSION_HEADER = 'faultline-session';
export const SEQUENCE_HEADER = 'faultline-sequence';

export type Call =
  | { readonly kind: 'status' }
  | { readonly kind: 'read'; readonly key: string }
  | { readonly kind: 'write'; readonly command: Exclude<Command, { kind: 'noop' }> }
  | { readonly kind: 'bad'; readonly response: Response };

/** Reads a client's request. Whatever it is, the answer is a call or a response that says what is wrong. */
export function parseRequest(request: Request): Call {
  const { method, path } = request;
  if (path === '/status')
    return method === 'GET' ? { kind: 'status' } : bad(405, 'method-not-allowed', `${method} /status: only GET is known`);
  const match = /^\/kv\/([^/?]+)(?:\/(cas|append))?$/.exec(path);
  if (match === null) return bad(404, 'not-found', `${path}: known are /status, /kv/{key}, /kv/{key}/cas and /kv/{key}/append`);
  const key = decodeKey(match[1] ?? '');
  if (key === undefined) return bad(400, 'bad-request', `the key must be 1 to ${MAX_KEY_LENGTH} characters, percent-encoded`);
  const action = match[2];
  if (action === undefined && method === 'GET') return { kind: 'read', key };
  const by = parseRequester(request.headers ?? {});
  if (by === undefined)
    return bad(
      400,
      'bad-request',
      `${SESSION_HEADER} (1 to ${MAX_SESSION_LENGTH} characters) and ${SEQUENCE_HEADER} (1 or more) must come together`,
    );
  if (action === undefined && method === 'DELETE') return { kind: 'write', command: { kind: 'delete', key, by } };
  const expectedMethod = action === undefined ? 'PUT' : 'POST';
  if (method !== expectedMethod)
    return bad(405, 'method-not-allowed', `${method} ${path}: use ${action === undefined ? 'GET, PUT or DELETE' : 'POST'}`);
  return parseWrite(action, key, request.body, by);
}

/** The response that answers a write. */
export function writeResponse(result: WriteResult, index: number): Response {
  if (result.ok) return { status: 200, body: { value: result.value, index } };
  const body: Record<string, Json> = { error: result.error };
  if (result.seen !== undefined) body['seen'] = result.seen;
  return { status: result.error === 'too-many-sessions' ? 503 : 409, body };
}

/** An error with a sentence for people. */
export function errorResponse(status: number, error: string, message: string, more: JsonObject = {}): Response {
  return { status, body: { error, message, ...more } };
}

function parseWrite(action: string | undefined, key: string, body: Json | undefined, by: Requester | null): Call {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return bad(
      400,
      'bad-request',
      `the body must be a JSON object, ${action === 'cas' ? 'like {"expected": 1, "value": 2}' : 'like {"value": 1}'}`,
    );
  const { value, expected } = body as JsonObject;
  if (value === undefined || !isValue(value))
    return bad(400, 'bad-request', `"value" must be a JSON value, nested at most ${MAX_VALUE_DEPTH} deep, with finite numbers`);
  if (action === undefined) return { kind: 'write', command: { kind: 'put', key, value, by } };
  if (action === 'append') {
    if (typeof value !== 'string') return bad(400, 'bad-request', '"value" must be a string to append');
    return { kind: 'write', command: { kind: 'append', key, value, by } };
  }
  if (expected === undefined || !isValue(expected))
    return bad(400, 'bad-request', '"expected" must be a JSON value (null for a key that is not there)');
  return { kind: 'write', command: { kind: 'cas', key, expected, value, by } };
}

function parseRequester(headers: Readonly<Record<string, string>>): Requester | null | undefined {
  const session = headers[SESSION_HEADER];
  const sequence = headers[SEQUENCE_HEADER];
  if (session === undefined && sequence === undefined) return null;
  const number = sequence !== undefined && /^\d{1,16}$/.test(sequence) ? Number(sequence) : undefined;
  return isSession(session) && isSequence(number) ? { session, sequence: number } : undefined;
}

function decodeKey(encoded: string): string | undefined {
  try {
    const key = decodeURIComponent(encoded);
    return isKey(key) ? key : undefined;
  } catch {
    return undefined;
  }
}

function bad(status: number, error: string, message: string): Call {
  return { kind: 'bad', response: errorResponse(status, error, message) };
}
