import type { Framing, Splitter } from './framing.ts';

const NEVER_DAMAGED = 'the framing of this protocol is not known, and a stream is stalled or reset, never damaged';

/** A protocol that nobody here can read: bytes in the chunks they came in. Only faults of the whole link touch it. */
export const stream: Framing = {
  name: 'stream',
  positional: true,
  headerBytes: 0,
  refusals: { duplicate: NEVER_DAMAGED, reorder: NEVER_DAMAGED, corrupt: NEVER_DAMAGED },
  open: () => ({ forward: pieces, back: pieces }),
};

const pieces: Splitter = {
  push: (chunk, emit) => emit({ bytes: chunk, whole: false }),
  end: () => {},
};
