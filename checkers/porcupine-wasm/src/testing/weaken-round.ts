import { type HistoryEvent, partition } from '../history.ts';
import { leadsNowhere } from '../minimize/cut-out.ts';
import { Dropping } from '../minimize/droppable.ts';
import { forget, subjectsOf } from '../minimize/forget.ts';
import { minimize } from '../minimize/index.ts';
import { behaviours } from '../minimize/influence.ts';
import { assemble, type Piece, piecesOf } from '../minimize/piece.ts';
import { endedAt, widened, withoutOutcome } from '../minimize/weaken.ts';
import type { Model } from '../model.ts';
import { isLinearizable, type ModelName } from './brute-force.ts';
import { drawHistory, drawOptions, FuzzError, modelOf } from './fuzz-round.ts';
import { type RandomNumber, randomFrom } from './random-number.ts';

export type Weakening = 'ended' | 'widened' | 'unknown' | 'observation' | 'dropped' | 'forgotten' | 'cut out';

/** Weakenings that follow one another on one history. */
const weakeningsInARow = 6;

export interface WeakenedRound {
  readonly verdict: 'valid' | 'invalid';
  /** What was done to a valid history, which is still valid. */
  readonly applied: readonly Weakening[];
}

/**
 * One random history. If every order says that it is valid, it has no minimum and is weakened at random, and has to stay valid; if
 * not, its minimum has to be invalid. Throws FuzzError. `withHints`: whether the model keeps what it promises beside `step`.
 */
export function weakenRound(name: ModelName, seed: number, withHints = true): WeakenedRound {
  const random = randomFrom(seed);
  const options = drawOptions(random, name);
  const history = drawHistory(random, name, options.init);
  const wrong = (message: string, events: readonly HistoryEvent[]): never => {
    const what = `${message}, with ${JSON.stringify(options)}: ${JSON.stringify(events)}`;
    throw new FuzzError(name, seed, what, history, 'weakenings ');
  };
  const model = withHints ? modelOf(name, options) : withoutHints(modelOf(name, options));
  const isValid = (events: readonly HistoryEvent[]): boolean => isLinearizable(name, events, options);
  const minimum = minimize(model, history);
  if (!isValid(history)) {
    if (minimum === undefined) return wrong('invalid without a minimum', []);
    if (isValid(minimum.events)) wrong('the minimum is valid', minimum.events);
    return { verdict: 'invalid', applied: [] };
  }
  if (minimum !== undefined) wrong('a valid history has a minimum', minimum.events);
  const applied: Weakening[] = [];
  let pieces = piecesOf(history, partition(model, history)[0]);
  for (let steps = 0; steps < weakeningsInARow && pieces.length > 0; steps += 1) {
    const weakened = weakenOne(random, model, pieces, history);
    if (weakened === undefined) continue;
    applied.push(weakened.by);
    pieces = weakened.pieces;
    const { events } = assemble(pieces, history);
    if (!isValid(events)) wrong(`${applied.join(', ')} made a valid history invalid`, events);
  }
  return { verdict: 'valid', applied };
}

/** Only `step` and how events are read, so that the rules have nothing else to go by. */
function withoutHints(model: Model): Model {
  const { classes: _, observes: __, effect: ___, collection: ____, ...plain } = model;
  return plain;
}

function weakenOne(
  random: RandomNumber,
  model: Model,
  pieces: readonly Piece[],
  history: readonly HistoryEvent[],
): { by: Weakening; pieces: Piece[] } | undefined {
  const index = Math.floor(random() * pieces.length);
  const piece = pieces[index] as Piece;
  const other = pieces[Math.floor(random() * pieces.length)] as Piece;
  const replaced = (by: Weakening, next: Piece | undefined) => (next === undefined ? undefined : { by, pieces: pieces.with(index, next) });
  switch (Math.floor(random() * 9)) {
    case 0:
      return { by: 'ended', pieces: endedAt(model, pieces, Math.floor(random() * history.length)) };
    case 1:
      return replaced('widened', widened(model, piece, other.from, other.to));
    case 2:
      return replaced('unknown', withoutOutcome(model, piece));
    case 3:
      return piece.observes ? { by: 'observation', pieces: pieces.filter((one) => one !== piece) } : undefined;
    case 4: {
      const chosen = subjectsOf(model, pieces).filter(() => random() < 0.5);
      const less = forget(model, pieces, chosen);
      return less.forgotten.length === 0 ? undefined : { by: 'forgotten', pieces: [...less.pieces] };
    }
    case 5: {
      const until = Math.floor(random() * (history.length + 1));
      const since = Math.floor(random() * until);
      // Some that have not returned by then, which may not be cut out.
      const isOver = ({ to }: Piece): boolean => to < until || random() < 0.1;
      const gone = new Set(pieces.filter((piece) => piece.from >= since && piece.from < until && random() < 0.9 && isOver(piece)));
      if (!leadsNowhere(model, pieces, gone, until)) return undefined;
      return { by: 'cut out', pieces: pieces.filter((one) => !gone.has(one)) };
    }
    default: {
      const sorted = [...pieces].sort((a, b) => a.from - b.from);
      const known = behaviours(model, sorted);
      if (known === undefined) return undefined;
      const dropping = new Dropping(sorted, new Set(), known);
      const dropped = dropping.drop([...sorted.keys()].filter(() => random() < 0.5));
      return dropped.length === 0 ? undefined : { by: 'dropped', pieces: dropping.left() };
    }
  }
}
