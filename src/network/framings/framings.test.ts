import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, MAX_FRAME_BYTES } from '../../../nodes/runtime/index.ts';
import {
  decodeResponse,
  encodeRequest,
  type Framing,
  framingSupports,
  http1,
  lengthPrefixed,
  type Message,
  type Splitter,
  stream,
} from './index.ts';

const frame = (text: string): Buffer => Buffer.from(encodeFrame(Buffer.from(text)));
const response = (head: string, body = ''): Buffer => Buffer.from(`HTTP/1.1 ${head}\r\n\r\n${body}`);

const frames = [frame('a'), frame('{"type":"append"}'), frame('x'.repeat(1000))];
const requests = [
  encodeRequest({ method: 'GET', path: '/kv/a' }),
  encodeRequest({ method: 'PUT', path: '/kv/a', body: { value: 'é' } }),
  Buffer.from(
    'POST /kv/a/append HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\nA\r\n, the rest\r\n0\r\nTrailer: x\r\n\r\n',
  ),
  encodeRequest({ method: 'DELETE', path: '/kv/a' }),
  Buffer.from('HEAD /status HTTP/1.1\r\n\r\n'),
  encodeRequest({ method: 'GET', path: '/status' }),
];
const responses = [
  response('200 OK\r\nContent-Length: 4', 'null'),
  response('100 Continue'),
  response('200 OK\r\ncontent-length: 14', '{"value":"xy"}'),
  response('404 Not Found\r\nTransfer-Encoding: chunked', '2\r\n{}\r\n0\r\n\r\n'),
  response('204 No Content'),
  response('200 OK\r\nContent-Length: 999'),
  response('500\r\nContent-Length: 2', '{}'),
];

function split(splitter: Splitter, stream: Buffer, cuts: readonly number[]): Message[] {
  const messages: Message[] = [];
  let start = 0;
  for (const end of [...cuts, stream.length]) {
    splitter.push(Buffer.from(stream.subarray(start, end)), (message) => messages.push(message));
    start = end;
  }
  splitter.end((message) => messages.push(message));
  return messages;
}

/** The splitter of responses, told of the requests that they answer. */
function ofResponses(): Splitter {
  const { forward, back } = http1.open();
  forward.push(Buffer.concat(requests), () => {});
  return back;
}

const kinds: readonly [string, () => Splitter, readonly Buffer[]][] = [
  ['length-prefixed frames', () => lengthPrefixed.open().forward, frames],
  ['HTTP requests', () => http1.open().forward, requests],
  ['HTTP responses', ofResponses, responses],
];

describe.each(kinds)('%s', (_, open, messages) => {
  const whole = messages.map((bytes) => ({ bytes, whole: true }));
  const all = Buffer.concat(messages);

  it('are found wherever the stream is cut in two', () => {
    for (let cut = 0; cut <= all.length; cut += 1) expect(split(open(), all, [cut])).toEqual(whole);
  });

  it('are found byte by byte', () => {
    const cuts = Array.from({ length: all.length - 1 }, (_, i) => i + 1);
    expect(split(open(), all, cuts)).toEqual(whole);
  });

  it('are torn at the end of the stream without a byte lost', () => {
    for (let length = 0; length < all.length; length += 7) {
      const found = split(open(), all.subarray(0, length), [Math.floor(length / 2)]);
      expect(Buffer.concat(found.map(({ bytes }) => bytes))).toEqual(all.subarray(0, length));
      expect(found.slice(0, -1).every((message) => message.whole)).toBe(true);
    }
  });
});

describe.each<Framing>([lengthPrefixed, http1, stream])('any bytes as $name', (framing) => {
  it('come out as they went in', () => {
    const junk = fc.uint8Array({ maxLength: 400 });
    const like = fc.constantFrom(...frames, ...requests, ...responses);
    fc.assert(
      fc.property(fc.array(fc.oneof(junk, like), { maxLength: 8 }), fc.array(fc.nat(400), { maxLength: 6 }), (parts, steps) => {
        const bytes = Buffer.concat(parts);
        let at = 0;
        const cuts = steps.map((step) => {
          at = Math.min(bytes.length, at + step);
          return at;
        });
        const { forward, back } = framing.open();
        for (const splitter of [forward, back]) {
          expect(Buffer.concat(split(splitter, bytes, cuts).map((message) => message.bytes))).toEqual(bytes);
        }
      }),
    );
  });
});

it('passes on what follows an impossible length in pieces', () => {
  const impossible = Buffer.alloc(12);
  impossible.writeUInt32BE(MAX_FRAME_BYTES + 1);
  const found = split(lengthPrefixed.open().forward, Buffer.concat([frame('a'), impossible, frame('b')]), []);
  expect(found.map(({ whole }) => whole)).toEqual([true, false]);
});

it('passes on a body that only the end of the connection ends in pieces', () => {
  const unbounded = response('200 OK\r\nConnection: close', '{"a":');
  const found = split(ofResponses(), Buffer.concat([unbounded, Buffer.from('1}')]), [unbounded.length]);
  expect(found.map(({ bytes, whole }) => [bytes.length, whole])).toEqual([
    [unbounded.length, false],
    [2, false],
  ]);
});

it.each([
  'hello\n',
  'GET /a\r\n\r\n',
  'GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n',
  'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
])('does not wait for the end of a message that is none: %j', (junk) => {
  const found: Message[] = [];
  http1.open().forward.push(Buffer.from(junk), (message) => found.push(message));
  expect(found).toEqual([{ bytes: Buffer.from(junk), whole: false }]);
});

it('describes requests and responses', () => {
  expect(requests.slice(0, 2).map((bytes) => http1.describe?.(bytes))).toEqual([
    { type: 'request', fields: { method: 'GET', path: '/kv/a' } },
    { type: 'request', fields: { method: 'PUT', path: '/kv/a' } },
  ]);
  expect(http1.describe?.(response('503 Busy\r\nContent-Length: 0'))).toEqual({ type: 'response', fields: { status: 503 } });
});

it('decodes responses', () => {
  expect(decodeResponse(response('200 OK\r\nContent-Length: 14', '{"value":"xy"}'))).toEqual({
    response: { status: 200, body: { value: 'xy' } },
    keepAlive: true,
  });
  expect(decodeResponse(response('404 Not Found\r\nTransfer-Encoding: chunked', '2\r\n{}\r\n0\r\n\r\n'))?.response.body).toEqual({});
  expect(decodeResponse(response('204 No Content\r\nConnection: close'))).toEqual({
    response: { status: 204, body: null },
    keepAlive: false,
  });
  expect(decodeResponse(response('200 OK\r\nContent-Length: 5', '<html'))).toBeUndefined();
  expect(decodeResponse(Buffer.from('SSH-2.0-x\r\n\r\n'))).toBeUndefined();
});

it('says why a framing cannot bear a fault', () => {
  expect(framingSupports(lengthPrefixed, 'corrupt')).toBe(true);
  expect(framingSupports(http1, 'duplicate')).toBe(true);
  expect(framingSupports(http1, 'reorder')).toMatch(/place/);
  expect(framingSupports(http1, 'corrupt')).toMatch(/checksum/);
  expect(framingSupports(stream, 'duplicate')).toMatch(/never damaged/);
  expect(framingSupports(stream, 'reset')).toBe(true);
});
