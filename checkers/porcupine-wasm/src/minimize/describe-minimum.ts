import { type NameEvent, shortened, shortState } from '../explain/index.ts';
import type { MinimizedOperation, Minimum } from './minimize.ts';

/** Things forgotten that are named; the data has all. */
const forgottenShownLimit = 5;
/** States of the minimum that are named. */
const statesShownLimit = 4;

/** The minimum in lines of text; those that begin with blanks are items of the line before them. */
export function describeMinimum(minimum: Minimum, name: NameEvent = (event) => `event ${event}`): string[] {
  const { key, operations, originalOperations, complete, forgotten } = minimum;
  const whole = complete ? 'nothing more was found to leave out' : 'there was no time, or were too many states, to find more to leave out';
  const of = key === '' ? '' : `, for key ${JSON.stringify(key)}`;
  return [
    `${operations.length} of ${originalOperations} operations are enough to prove it${of} (${whole}):`,
    ...operations.map((operation) => `  ${described(operation, name)}`),
    ...(forgotten.length === 0 ? [] : [forgottenLine(forgotten)]),
    ...stateLine(minimum),
  ];
}

function described({ invoke, complete, weakened, retold, process, text }: MinimizedOperation, name: NameEvent): string {
  const when = complete === null ? `from ${name(invoke)}, its outcome unknown` : `${name(invoke)} to ${name(complete)}`;
  const changes = {
    none: [],
    widened: ['taken to be open for longer'],
    'unknown-outcome': ['what came back is not needed'],
  }[weakened];
  const notes = retold ? [...changes, 'told without what was left out'] : changes;
  return `${shortened(text)} by process ${process} (${[when, ...notes].join('; ')})`;
}

function forgottenLine(forgotten: readonly string[]): string {
  const shown = forgotten.slice(0, forgottenShownLimit);
  const more = forgotten.length - shown.length;
  return `Left out of everything, also of what was seen: ${shown.join(', ')}${more === 0 ? '' : ` and ${more} more`}.`;
}

/** Why these few are impossible. */
function stateLine({ result, events }: Minimum): string[] {
  const evidence = result.partitions.find((part) => part.evidence !== undefined)?.evidence;
  if (evidence === undefined || !evidence.statesComplete || evidence.states.length === 0) return [];
  const shown = evidence.states.slice(0, statesShownLimit).map(({ state }) => shortState(state));
  const more = evidence.states.length + evidence.statesOmitted - shown.length;
  const who = events[evidence.operation.invoke]?.process;
  return [
    `When process ${who} is answered, these allow no state but ${shown.join(', or ')}${more === 0 ? '' : `, or one of ${more} more`}.`,
  ];
}
