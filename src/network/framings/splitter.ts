import type { Message, Splitter } from './framing.ts';

/** What the bytes at hand, which begin with a message, say of its length. */
export type Measure =
  | { readonly kind: 'whole'; readonly length: number }
  /** Not known or not all there: not worth asking again before so many bytes are. */
  | { readonly kind: 'more'; readonly atLeast: number }
  /** No more messages: the rest of the stream is passed on in pieces. */
  | { readonly kind: 'unframed' };

/** A splitter for any framing that can tell a message's length from its beginning. `measure` sees each message grow, then the next. */
export function createSplitter(measure: (bytes: Buffer) => Measure): Splitter {
  let parts: Buffer[] = [];
  let size = 0;
  let needed = 1;
  let framed = true;

  return {
    push(chunk, emit) {
      if (!framed) return emitPiece(chunk, emit);
      parts.push(chunk);
      size += chunk.length;
      if (size < needed) return;
      const bytes = takeAll();
      const start = emitWhole(bytes, emit);
      if (start === bytes.length) return;
      const rest = start === 0 ? bytes : bytes.subarray(start);
      if (!framed) return emitPiece(rest, emit);
      parts = [rest];
      size = rest.length;
    },
    end(emit) {
      emitPiece(takeAll(), emit);
      framed = false;
    },
  };

  /** Answers where the first message that is not whole begins. */
  function emitWhole(bytes: Buffer, emit: (message: Message) => void): number {
    let start = 0;
    needed = 1;
    while (start < bytes.length) {
      const measured = measure(start === 0 ? bytes : bytes.subarray(start));
      if (measured.kind === 'whole') {
        const end = start + measured.length;
        emit({ bytes: start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end), whole: true });
        start = end;
      } else {
        if (measured.kind === 'more') needed = measured.atLeast;
        else framed = false;
        return start;
      }
    }
    return start;
  }

  function takeAll(): Buffer {
    const bytes = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, size);
    parts = [];
    size = 0;
    return bytes;
  }
}

function emitPiece(bytes: Buffer, emit: (message: Message) => void): void {
  if (bytes.length > 0) emit({ bytes, whole: false });
}
