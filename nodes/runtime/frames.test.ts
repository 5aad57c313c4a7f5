import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FRAME_HEADER_BYTES, FrameDecoder, MAX_FRAME_BYTES } from './frames.ts';

const payload = fc.uint8Array({ minLength: 1, maxLength: 40 });

describe('frames', () => {
  it('come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(payload, { maxLength: 8 }), fc.array(fc.nat(60), { maxLength: 30 }), (payloads, cuts) => {
        const stream = Buffer.concat(payloads.map(encodeFrame));
        const decoder = new FrameDecoder();
        const found = pieces(stream, cuts).flatMap((piece) => decoder.feed(piece));
        expect(found.map((bytes) => [...bytes])).toEqual(payloads.map((bytes) => [...bytes]));
        expect(decoder).toMatchObject({ damagedCount: 0, broken: undefined });
      }),
    );
  });

  it('with a changed payload byte are left out and counted, and the ones behind are read', () => {
    fc.assert(
      fc.property(fc.array(payload, { minLength: 1, maxLength: 6 }), fc.nat(), fc.nat(), (payloads, which, where) => {
        const damaged = which % payloads.length;
        const frames = payloads.map(encodeFrame);
        const frame = frames[damaged] ?? new Uint8Array();
        const at = FRAME_HEADER_BYTES + (where % (frame.length - FRAME_HEADER_BYTES));
        frame[at] = (frame[at] ?? 0) ^ 0x10;
        const decoder = new FrameDecoder();
        const found = decoder.feed(Buffer.concat(frames));
        expect(found.map((bytes) => [...bytes])).toEqual(payloads.filter((_, i) => i !== damaged).map((bytes) => [...bytes]));
        expect(decoder).toMatchObject({ damagedCount: 1, broken: undefined });
      }),
    );
  });

  it('survive any junk: nothing is thrown, and what is broken stays so', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 10 }), (chunks) => {
        const decoder = new FrameDecoder();
        for (const chunk of chunks) decoder.feed(chunk);
        if (decoder.broken !== undefined) expect(decoder.feed(encodeFrame(Buffer.from('late')))).toEqual([]);
      }),
    );
  });

  it.each([
    ['zeros', new Uint8Array(64)],
    ['a length over the limit', Buffer.from([0x00, 0x80, 0x00, 0x01, 0, 0, 0, 0])],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('say that %s cannot be read', (_, bytes) => {
    const decoder = new FrameDecoder();
    expect(decoder.feed(bytes)).toEqual([]);
    expect(decoder.broken).toContain(`1 to ${MAX_FRAME_BYTES} bytes`);
  });

  it('still hand out what was whole before the stream broke', () => {
    const decoder = new FrameDecoder();
    expect(decoder.feed(Buffer.concat([encodeFrame(Buffer.from('good')), new Uint8Array(8)])).map(String)).toEqual([
      String(Buffer.from('good')),
    ]);
    expect(decoder.broken).toBeDefined();
  });

  it('carry up to the limit and no more', () => {
    const largest = new Uint8Array(MAX_FRAME_BYTES);
    const decoder = new FrameDecoder();
    const frame = encodeFrame(largest);
    const found = pieces(frame, new Array(200).fill(65_536)).flatMap((piece) => decoder.feed(piece));
    expect(found.map((bytes) => bytes.length)).toEqual([MAX_FRAME_BYTES]);
    expect(() => encodeFrame(new Uint8Array(MAX_FRAME_BYTES + 1))).toThrow(RangeError);
    expect(() => encodeFrame(new Uint8Array(0))).toThrow(RangeError);
  });
});

function pieces(stream: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const found: Uint8Array[] = [];
  let offset = 0;
  for (const size of sizes) {
    found.push(stream.subarray(offset, offset + size));
    offset += size;
  }
  return [...found, stream.subarray(offset)];
}
