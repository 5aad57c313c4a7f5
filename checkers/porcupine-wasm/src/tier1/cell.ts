/** Operations over one value that is never written twice, as numbers: what the zone check needs, for the whole history at once. */
export interface Cell {
  /** For each candidate: places of its call and return in the partition's events. */
  readonly invokes: Int32Array;
  readonly returns: Int32Array;
  /** What it read or wrote; 0 is the initial value. */
  readonly values: Int32Array;
  /** What it replaced, or `fromRead`, `fromNothing`, `fromText`, `saysNothing`. */
  readonly origins: Int32Array;
  readonly valueCount: number;
  /** Where there are appends: what each text that was read is made of. */
  readonly texts?: Texts;
}

/** An append: what it came after is what the reads show. */
export const fromText = -3;
/** It restricts nothing. */
export const saysNothing = -4;

/** What each text that was read is made of: the value it began with, then what was appended, in order. */
export interface Texts {
  /** For each candidate that read: place of its text in `parts`; -1 for the others. */
  readonly textOf: Int32Array;
  readonly parts: readonly (readonly number[])[];
}
