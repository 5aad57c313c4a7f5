import type { Frame } from '../../core/index.ts';
import type { Framing, Splitters } from './framing.ts';
import { type Head, MAX_HTTP_MESSAGE_BYTES, parseHead } from './http1-head.ts';
import { createSplitter, type Measure } from './splitter.ts';

/** Requests on one connection whose responses are still to come; with more it is passed on in pieces. */
const MAX_PIPELINED_REQUESTS = 1024;
/** A chunk's size line, its extensions included. */
const MAX_CHUNK_LINE_BYTES = 1024;

/** HTTP/1.1 in both directions, with Content-Length or chunked bodies. A body that only the end of the connection ends is passed in pieces. */
export const http1: Framing = {
  name: 'http1',
  positional: true,
  headerBytes: 0,
  refusals: {
    reorder: 'HTTP/1 matches replies to requests by their place, so messages of a connection cannot change places',
    corrupt: 'HTTP/1 carries no checksum: a changed byte would be another request, not a damaged one',
  },
  open: openHttp1,
  describe: describeHttp1,
};

function openHttp1(): Splitters {
  const methods: string[] = [];
  return {
    forward: createSplitter(
      measureMessage(
        ({ kind, chunked, contentLength }) => (kind !== 'request' ? undefined : chunked ? 'chunked' : (contentLength ?? 0)),
        ({ method }) => methods.push(method) <= MAX_PIPELINED_REQUESTS,
      ),
    ),
    back: createSplitter(
      measureMessage(
        (head) => (head.kind === 'response' ? responseBody(head, methods[0]) : undefined),
        ({ status }) => {
          if (status >= 200) methods.shift();
          return true;
        },
      ),
    ),
  };
}

/** Bytes of a body, or undefined for one whose end cannot be told. */
type Body = number | 'chunked' | undefined;

function responseBody({ status, chunked, contentLength }: Head, method: string | undefined): Body {
  // After 101 the connection speaks another protocol.
  if (status === 101) return undefined;
  if (status < 200 || status === 204 || status === 304 || method === 'HEAD') return 0;
  return chunked ? 'chunked' : contentLength;
}

function measureMessage(bodyOf: (head: Head) => Body, passed: (head: Head) => boolean): (bytes: Buffer) => Measure {
  let head: Head | undefined;
  let body: Body;
  /** Where the next chunk of a chunked body begins. */
  let chunkStart = 0;

  return (bytes) => {
    if (head === undefined) {
      const parsed = parseHead(bytes);
      if (parsed === 'more') return { kind: 'more', atLeast: bytes.length + 1 };
      if (parsed === undefined) return { kind: 'unframed' };
      head = parsed;
      body = bodyOf(head);
      chunkStart = head.headBytes;
    }
    const measured = measureBody(bytes, head.headBytes);
    if (measured.kind !== 'whole') return measured;
    const finished = head;
    head = undefined;
    return passed(finished) ? measured : { kind: 'unframed' };
  };

  function measureBody(bytes: Buffer, headBytes: number): Measure {
    if (body === undefined) return { kind: 'unframed' };
    if (body !== 'chunked') return upTo(bytes, headBytes + body);
    for (;;) {
      const lineEnd = bytes.indexOf('\r\n', chunkStart);
      if (lineEnd < 0) {
        const tooLong = bytes.length - chunkStart > MAX_CHUNK_LINE_BYTES;
        return tooLong ? { kind: 'unframed' } : { kind: 'more', atLeast: bytes.length + 1 };
      }
      const size = /^[0-9a-f]{1,8}(?=\s*(;|$))/i.exec(bytes.toString('latin1', chunkStart, lineEnd))?.[0];
      if (size === undefined) return { kind: 'unframed' };
      if (Number.parseInt(size, 16) === 0) return measureTrailers(bytes, lineEnd);
      const next = lineEnd + 2 + Number.parseInt(size, 16) + 2;
      if (next >= bytes.length) return next > MAX_HTTP_MESSAGE_BYTES ? { kind: 'unframed' } : { kind: 'more', atLeast: next + 1 };
      chunkStart = next;
    }
  }
}

/** `lastLineEnd`: where the line of the last, empty chunk ends. Trailers, if any, and an empty line follow. */
function measureTrailers(bytes: Buffer, lastLineEnd: number): Measure {
  const end = bytes.indexOf('\r\n\r\n', lastLineEnd);
  return end < 0 ? upTo(bytes, bytes.length + 1) : upTo(bytes, end + 4);
}

function upTo(bytes: Buffer, length: number): Measure {
  if (length > MAX_HTTP_MESSAGE_BYTES) return { kind: 'unframed' };
  return bytes.length < length ? { kind: 'more', atLeast: length } : { kind: 'whole', length };
}

function describeHttp1(bytes: Buffer): Pick<Frame, 'type' | 'fields'> | undefined {
  const head = parseHead(bytes);
  if (head === undefined || head === 'more') return undefined;
  const { kind, method, path, status } = head;
  return kind === 'request' ? { type: kind, fields: { method, path } } : { type: kind, fields: { status } };
}
