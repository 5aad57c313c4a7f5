import { FRAME_HEADER_BYTES, MAX_FRAME_BYTES } from '../../../nodes/runtime/index.ts';
import type { Framing } from './framing.ts';
import { createSplitter, type Measure } from './splitter.ts';

/**
 * The frames that our own nodes speak with each other: length, CRC-32, payload. Every fault of messages is possible; a changed byte
 * fails the CRC, so that the receiver leaves the frame out and reads on.
 */
export const lengthPrefixed: Framing = {
  name: 'length-prefixed',
  positional: false,
  headerBytes: FRAME_HEADER_BYTES,
  refusals: {},
  open: () => ({ forward: createSplitter(measureFrame), back: createSplitter(measureFrame) }),
};

function measureFrame(bytes: Buffer): Measure {
  if (bytes.length < FRAME_HEADER_BYTES) return { kind: 'more', atLeast: FRAME_HEADER_BYTES };
  const payloadBytes = bytes.readUInt32BE(0);
  if (payloadBytes === 0 || payloadBytes > MAX_FRAME_BYTES) return { kind: 'unframed' };
  const length = FRAME_HEADER_BYTES + payloadBytes;
  return bytes.length < length ? { kind: 'more', atLeast: length } : { kind: 'whole', length };
}
