import type { Json, Request, Response } from '../../core/index.ts';
import { parseHead } from './http1-head.ts';

/** The bytes of a client's request to a node; a body is sent as JSON. */
export function encodeRequest({ method, path, headers, body }: Request): Buffer {
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const lines = [`${method} ${path} HTTP/1.1`, 'host: 127.0.0.1'];
  if (payload !== undefined) lines.push('content-type: application/json');
  // A method that may have a body says that it has none, so that no server waits for one.
  if (payload !== undefined || method !== 'GET') lines.push(`content-length: ${payload?.length ?? 0}`);
  for (const [name, value] of Object.entries(headers ?? {})) lines.push(`${name}: ${value}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return payload === undefined ? head : Buffer.concat([head, payload]);
}

export interface DecodedResponse {
  readonly response: Response;
  /** Whether another request may follow on the connection. */
  readonly keepAlive: boolean;
}

/** Reads one whole response. An empty body is null; undefined: this is no response, or its body is no JSON. */
export function decodeResponse(bytes: Buffer): DecodedResponse | undefined {
  const head = parseHead(bytes);
  if (head === undefined || head === 'more' || head.kind !== 'response') return undefined;
  const raw = bytes.subarray(head.headBytes);
  const body = parseBody(head.chunked ? joinChunks(raw) : raw);
  return body === undefined ? undefined : { response: { status: head.status, body }, keepAlive: !head.closes };
}

/**
 * Reads a response whose end is the end of its connection. A node that is killed ends a connection in the same way, so the body counts only if
 * nothing can have been missing: no longer JSON text begins with it. undefined: it may have been cut short, or is not a response of this kind.
 */
export function decodeEndedResponse(bytes: Buffer): DecodedResponse | undefined {
  const head = parseHead(bytes);
  if (head === undefined || head === 'more' || head.chunked || head.contentLength !== undefined) return undefined;
  const text = bytes.toString('utf8', head.headBytes);
  // Of a number there could be more digits, unless something follows it.
  return text === '' || /\d$/.test(text) ? undefined : decodeResponse(bytes);
}

function parseBody(bytes: Buffer): Json | undefined {
  if (bytes.length === 0) return null;
  try {
    return JSON.parse(bytes.toString()) as Json;
  } catch {
    return undefined;
  }
}

/** The framing has already seen that the chunks are well formed. */
function joinChunks(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [];
  let start = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', start);
    const size = lineEnd < 0 ? 0 : Number.parseInt(bytes.toString('latin1', start, lineEnd), 16);
    if (!(size > 0)) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    start = lineEnd + 2 + size + 2;
  }
}
