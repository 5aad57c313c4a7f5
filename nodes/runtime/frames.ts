import { takeBytes, writeUint32 } from './block.ts';
import { crc32 } from './checksum.ts';

/** Longest payload of a frame between peers. */
export const MAX_FRAME_BYTES: number = 8 * 1024 * 1024;
/** u32 payload length, u32 CRC-32 of the payload, both big endian. */
export const FRAME_HEADER_BYTES = 8;

/** One message on the wire between peers. An empty payload is not a message: a stream of zeros must not look like one. */
export function encodeFrame(payload: Uint8Array): Uint8Array {
  if (payload.length === 0 || payload.length > MAX_FRAME_BYTES)
    throw new RangeError(`a frame carries 1 to ${MAX_FRAME_BYTES} bytes, not ${payload.length}`);
  const bytes = takeBytes(FRAME_HEADER_BYTES + payload.length);
  writeUint32(bytes, 0, payload.length);
  writeUint32(bytes, 4, crc32(payload));
  bytes.set(payload, FRAME_HEADER_BYTES);
  return bytes;
}

/**
 * Finds the frames in a byte stream that may be cut anywhere. A frame whose CRC is wrong is left out and counted, the ones behind
 * it are read on. A length that no frame has is the end: from there on the stream means nothing, and the connection should close.
 */
export class FrameDecoder {
  #chunks: Uint8Array[] = [];
  #size = 0;
  /** Bytes that must be there before the next look is worth it. */
  #needed = FRAME_HEADER_BYTES;
  #damaged = 0;
  #broken: string | undefined;

  /** Frames left out because of a wrong CRC. */
  get damagedCount(): number {
    return this.#damaged;
  }

  /** Why nothing more can be read. */
  get broken(): string | undefined {
    return this.#broken;
  }

  /** Answers the payloads that are whole now. They may share memory with `chunk`. */
  feed(chunk: Uint8Array): Uint8Array[] {
    if (this.#broken !== undefined) return [];
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#needed) return [];
    const bytes = this.#chunks.length === 1 ? chunk : concat(this.#chunks, this.#size);
    const payloads: Uint8Array[] = [];
    const rest = bytes.subarray(this.#readFrames(bytes, payloads));
    this.#chunks = rest.length === 0 || this.#broken !== undefined ? [] : [rest];
    this.#size = rest.length;
    return payloads;
  }

  /** Answers where the first frame that is not whole begins. */
  #readFrames(bytes: Uint8Array, payloads: Uint8Array[]): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let offset = 0;
    this.#needed = FRAME_HEADER_BYTES;
    while (bytes.length - offset >= FRAME_HEADER_BYTES) {
      const length = view.getUint32(offset);
      if (length === 0 || length > MAX_FRAME_BYTES) {
        this.#broken = `a frame must carry 1 to ${MAX_FRAME_BYTES} bytes, this one says ${length}`;
        break;
      }
      const end = offset + FRAME_HEADER_BYTES + length;
      if (end > bytes.length) {
        this.#needed = FRAME_HEADER_BYTES + length;
        break;
      }
      const payload = bytes.subarray(offset + FRAME_HEADER_BYTES, end);
      if (crc32(payload) === view.getUint32(offset + 4)) payloads.push(payload);
      else this.#damaged += 1;
      offset = end;
    }
    return offset;
  }
}

function concat(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
