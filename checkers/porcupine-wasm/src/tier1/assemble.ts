import { type Cell, fromText, saysNothing } from './cell.ts';
import { fromNothing, fromRead, neverReturns, type ZoneOperations } from './zones.ts';

/** Two texts that were read show something appended in two places; the calls of these reads, as places in the partition's events. */
export interface TextConflict {
  readonly kind: 'orders-differ';
  readonly events: readonly [number, number];
}

/**
 * Writes the operations of the first events only, as if the history ended there: what is open then has an unknown outcome, and an
 * open read says nothing. Returns how many there are, or why no order can exist. `owners` receives the candidate of each.
 */
export function assemble(cell: Cell, until: number, into: ZoneOperations, owners?: Int32Array): number | TextConflict {
  const before = cell.texts === undefined ? undefined : piecesBefore(cell, until);
  if (before !== undefined && 'kind' in before) return before;
  const { invokes, returns, values, origins } = cell;
  let count = 0;
  // Candidates are in the order of their calls.
  for (let i = 0; i < invokes.length && (invokes[i] as number) < until; i += 1) {
    const origin = origins[i] as number;
    const returned = returns[i] as number;
    if (origin === saysNothing || (origin === fromRead && returned >= until)) continue;
    const value = values[i] as number;
    into.invokes[count] = invokes[i] as number;
    into.returns[count] = returned < until ? returned : neverReturns;
    into.values[count] = value;
    // An append that no read shows stands for itself: nobody sees what it left until a write replaces it.
    into.origins[count] = origin === fromText ? (before?.[value] ?? fromNothing) : origin;
    if (owners !== undefined) owners[count] = i;
    count += 1;
  }
  return count;
}

/** What stands before each piece in the texts that were read; `fromNothing` where none shows it. */
function piecesBefore(cell: Cell, until: number): Int32Array | TextConflict {
  const before = new Int32Array(cell.valueCount).fill(fromNothing);
  const shownBy = new Int32Array(cell.valueCount);
  const { textOf, parts } = cell.texts ?? { textOf: new Int32Array(), parts: [] };
  const done = new Uint8Array(parts.length);
  for (let i = 0; i < textOf.length; i += 1) {
    const text = textOf[i] as number;
    if (text < 0 || (cell.returns[i] as number) >= until || done[text] === 1) continue;
    done[text] = 1;
    const pieces = parts[text] as readonly number[];
    // What a text begins with came after nothing; 0 and roots are never appended, so a mark on them does no harm.
    for (let k = 1; k < pieces.length; k += 1) {
      const piece = pieces[k] as number;
      if (before[piece] === fromNothing) {
        before[piece] = pieces[k - 1] as number;
        shownBy[piece] = cell.invokes[i] as number;
      } else if (before[piece] !== pieces[k - 1]) {
        return { kind: 'orders-differ', events: [shownBy[piece] as number, cell.invokes[i] as number] };
      }
    }
  }
  return before;
}
