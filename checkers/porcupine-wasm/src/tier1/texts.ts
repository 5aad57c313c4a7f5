import type { Partition } from '../history.ts';
import { type Cell, fromText } from './cell.ts';
import type { Effect } from './effect.ts';
import { fromNothing, fromRead } from './zones.ts';

/** Pieces are looked for by their lengths; a history with more of them is left to the search. */
const lengthsLimit = 64;

/**
 * A history with appends, where every piece is written once, none is empty, and none begins another: then a text can be cut into
 * pieces in one way only, and tells the order of its appends. Undefined where it is not so, or where there is anything but reads,
 * writes of texts and appends.
 */
export function readTexts(
  init: unknown,
  { candidates }: Partition,
  effects: readonly Effect[],
  cell: Omit<Cell, 'valueCount' | 'texts'>,
): Cell | undefined {
  const pieces = new Pieces(init);
  if (!pieces.usable) return undefined;
  for (let i = 0; i < effects.length; i += 1) {
    const effect = effects[i] as Effect;
    if (effect.kind === 'read') continue;
    const isAppend = effect.kind === 'append';
    if ((!isAppend && effect.kind !== 'write') || typeof effect.value !== 'string') return undefined;
    const piece = pieces.add(effect.value, isAppend);
    if (piece === undefined) return undefined;
    cell.values[i] = piece;
    cell.origins[i] = isAppend ? fromText : fromNothing;
  }
  if (!pieces.settle()) return undefined;
  const textOf = new Int32Array(candidates.length).fill(-1);
  const parts: (readonly number[])[] = [];
  const known = new Map<unknown, number>();
  for (let i = 0; i < effects.length; i += 1) {
    const effect = effects[i] as Effect;
    if (effect.kind !== 'read') continue;
    // What is not a text is never held here, null at the start apart: whichever it is, it is told from every text.
    const key = typeof effect.value === 'string' || effect.value === null ? effect.value : undefined;
    const text = known.get(key) ?? parts.push(pieces.cut(key)) - 1;
    known.set(key, text);
    textOf[i] = text;
    cell.values[i] = parts[text]?.at(-1) ?? 0;
    cell.origins[i] = fromRead;
  }
  return { ...cell, valueCount: pieces.count, texts: { textOf, parts } };
}

class Pieces {
  /** 0 is the initial value. */
  count = 1;
  readonly usable: boolean;
  private readonly ids = new Map<string, number>();
  private readonly appended = new Set<number>();
  private readonly init: unknown;
  private lengths: number[] = [];
  private lastText = '';
  private lastParts: number[] = [];

  constructor(init: unknown) {
    this.usable = init === undefined || init === null || typeof init === 'string';
    this.init = init ?? null;
    if (typeof init === 'string' && init !== '') this.ids.set(init, 0);
  }

  /** Undefined for an empty piece and for one that is known already. */
  add(text: string, isAppend: boolean): number | undefined {
    if (text === '' || this.ids.has(text)) return undefined;
    const id = this.count;
    this.count += 1;
    this.ids.set(text, id);
    if (isAppend) this.appended.add(id);
    return id;
  }

  /** When all pieces are known: whether no piece begins another. */
  settle(): boolean {
    const lengths = new Set<number>();
    for (const piece of this.ids.keys()) lengths.add(piece.length);
    this.lengths = [...lengths].sort((a, b) => a - b);
    if (this.lengths.length > lengthsLimit) return false;
    for (const piece of this.ids.keys()) {
      for (const length of this.lengths) {
        if (length === piece.length) break;
        if (this.ids.has(piece.slice(0, length))) return false;
      }
    }
    return true;
  }

  /** The pieces of a text; for what can never be held, a value that nobody writes. */
  cut(text: string | null | undefined): readonly number[] {
    if (text === undefined) return this.neverHeld();
    if (text === null || text === '') return text === this.init ? [0] : this.neverHeld();
    // Most texts go on where another ended, and as no piece begins another they are cut alike there.
    const goesOn = this.lastText !== '' && text.startsWith(this.lastText);
    const parts = goesOn ? this.lastParts.slice() : [];
    for (let at = goesOn ? this.lastText.length : 0; at < text.length; ) {
      const piece = this.pieceAt(text, at);
      if (piece === undefined) return this.neverHeld();
      const id = this.ids.get(piece) ?? 0;
      if (this.appended.has(id)) {
        // Appended to nothing: only the initial value can be nothing.
        if (at === 0 && this.ids.get(this.init as string) === 0) return this.neverHeld();
        if (at === 0) parts.push(0);
      } else if (at > 0) {
        return this.neverHeld();
      }
      parts.push(id);
      at += piece.length;
    }
    this.lastText = text;
    this.lastParts = parts;
    return parts;
  }

  private pieceAt(text: string, at: number): string | undefined {
    for (const length of this.lengths) {
      const piece = text.slice(at, at + length);
      if (this.ids.has(piece)) return piece;
    }
    return undefined;
  }

  private neverHeld(): readonly number[] {
    this.count += 1;
    return [this.count - 1];
  }
}
