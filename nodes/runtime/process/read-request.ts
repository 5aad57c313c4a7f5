import type { IncomingMessage } from 'node:http';
import type { Json, Request, Response } from '../../../src/core/index.ts';

/** Longest body of a request. */
export const MAX_BODY_BYTES: number = 1024 * 1024;
/** An oversized body is read on so far, so that the client is still there to be told; behind it the connection is closed. */
const MAX_DISCARDED_BYTES: number = 16 * 1024 * 1024;

/** `lastOfConnection`: more of the body is coming, and nobody will read it. */
export type ReadResult = { readonly request: Request } | { readonly refusal: Response; readonly lastOfConnection: boolean };

/** Makes a request of an HTTP message, or a response that says why it is none. Not called back if the client goes away meanwhile. */
export function readRequest(message: IncomingMessage, done: (result: ReadResult) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let given = false;
  message.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
    if (given || size <= MAX_DISCARDED_BYTES) return;
    given = true;
    done({ refusal: tooLarge, lastOfConnection: true });
  });
  message.on('end', () => {
    if (given) return;
    if (size > MAX_BODY_BYTES) done({ refusal: tooLarge, lastOfConnection: false });
    else done(parse(message, Buffer.concat(chunks)));
  });
}

const tooLarge: Response = { status: 413, body: { error: 'too-large', message: `the body must be at most ${MAX_BODY_BYTES} bytes` } };

function parse(message: IncomingMessage, bytes: Buffer): ReadResult {
  const { method = '', url = '' } = message;
  if (!url.startsWith('/')) return bad(`the request target must be a path that begins with '/', not '${url.slice(0, 100)}'`);
  const encoding = message.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    return bad(`the body must be sent as it is, not with content-encoding ${encoding}`);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  const request = { method, path: url, headers };
  if (bytes.length === 0) return { request };
  const body = parseBody(bytes);
  return 'reason' in body ? bad(body.reason) : { request: { ...request, body: body.value } };
}

function parseBody(bytes: Buffer): { readonly value: Json } | { readonly reason: string } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { reason: 'the body must be UTF-8' };
  }
  try {
    return { value: JSON.parse(text) as Json };
  } catch (error) {
    return { reason: `the body must be JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function bad(message: string): ReadResult {
  return { refusal: { status: 400, body: { error: 'bad-request', message } }, lastOfConnection: false };
}
