import type { Subject } from '../forgetting/index.ts';
import { forget, subjectsOf } from './forget.ts';
import { inShrinkingChunks, type Judge } from './judge.ts';
import type { Piece } from './piece.ts';

/** Forgets as much as can be, with what is left still impossible. */
export function forgetMost<State>(
  judge: Judge<State>,
  pieces: readonly Piece[],
): { readonly pieces: readonly Piece[]; readonly forgotten: readonly string[] } {
  let current = pieces;
  const forgotten: Subject[] = [];
  inShrinkingChunks(subjectsOf(judge.model, pieces), judge, (chunk) => {
    const less = forget(judge.model, current, chunk, () => judge.isLate);
    if (less.forgotten.length === 0) return [];
    if (judge.refute(less.pieces) === undefined) return chunk;
    current = less.pieces;
    forgotten.push(...less.forgotten);
    return chunk.filter((subject) => !less.forgotten.includes(subject));
  });
  return { pieces: current, forgotten: forgotten.map(({ what }) => what) };
}
