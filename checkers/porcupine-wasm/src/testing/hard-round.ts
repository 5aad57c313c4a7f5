import { searchHard } from '../hard.ts';
import { type Partition, partition } from '../history.ts';
import { type HostedKernel, withKernel } from '../kernel.ts';
import type { Model } from '../model.ts';
import type { Reached } from '../reached.ts';
import { type SearchResult, search } from '../search.ts';
import { isLinearizable, type ModelName } from './brute-force.ts';
import { drawHistory, drawOptions, FuzzError, modelOf } from './fuzz-round.ts';
import { pick, randomFrom } from './random-number.ts';

const limits = { deadline: Number.POSITIVE_INFINITY, memoryBytes: 2 ** 26, configurations: 1_000_000, joinStates: true };

/** Where an operation can be used over and over, a counter or a queue has states without end. */
const reuseConfigurations = 2_000;

/** What a round showed, to be counted: that a test which never sees a narrow search succeed proves nothing of it. */
export interface HardRound {
  readonly verdict: 'valid' | 'invalid';
  readonly foundNarrow: boolean;
  readonly refutedWithReuse: boolean;
}

/**
 * One random history, judged by what is otherwise only for hard partitions, and by every order; throws FuzzError where they differ. Each part is
 * also held to its own promise: a narrow search finds nothing that is not there, and what cannot be explained with reuse cannot be explained.
 */
export function hardRound(name: ModelName, seed: number): HardRound {
  const random = randomFrom(seed);
  const options = drawOptions(random, name);
  const history = drawHistory(random, name, options.init);
  const wrong = (message: string): never => {
    throw new FuzzError(name, seed, `${message}, with ${JSON.stringify(options)}`, history);
  };
  const model = modelOf(name, options);
  const narrowTo = pick(random, [1, 2, 4]);
  const explained = (until: number): boolean => isLinearizable(name, history, { ...options, until });
  let [foundNarrow, refutedWithReuse, isInvalid] = [false, false, false];
  // Only one key, so the whole history stands or falls with it.
  for (const part of partition(model, history)) {
    if (part.candidates.length === 0) continue;
    // Half of the time reuse has its turn only after the narrow search.
    const effort = { narrowTo, reuseConfigurations: [seed % 2 === 0 ? reuseConfigurations : 1, reuseConfigurations] as const };
    const together = read((hosted) => searchHard(hosted, model, part, { ...limits, effort }));
    const whole = explained(history.length) ? 'valid' : 'invalid';
    if (together.verdict !== whole) wrong(`expected ${whole}, hard search says ${together.verdict}`);
    const narrow = read((hosted) => search(hosted, model, part, { ...limits, narrowTo }));
    const reuse = withKernel((hosted) => search(hosted, model, part, { ...limits, reuse: true, configurations: reuseConfigurations }));
    isInvalid = whole === 'invalid';
    foundNarrow = narrow.verdict === 'valid';
    refutedWithReuse = reuse.verdict === 'invalid';
    if (foundNarrow && isInvalid) wrong(`found with ${narrowTo} configurations what is not there`);
    if (narrow.verdict === 'invalid' && narrow.certain && !isInvalid) wrong('a narrow search is certain and wrong');
    if (reuse.verdict === 'invalid' && explained((part.events[reuse.at]?.event ?? 0) + 1))
      wrong('refuted with reuse what can be explained');
    for (const result of [together, ...(narrow.verdict === 'invalid' ? [narrow] : [])]) {
      const flaw =
        result.reached === undefined ? undefined : flawOfReached(model, part, result.at, result.reached, result === together, explained);
      if (flaw !== undefined) wrong(flaw);
    }
  }
  return { verdict: isInvalid ? 'invalid' : 'valid', foundNarrow, refutedWithReuse };
}

interface Judged {
  readonly verdict: SearchResult['verdict'];
  readonly at: number;
  readonly certain: boolean;
  readonly reached?: Reached;
}

/** What a search reached is there only until the kernel is used again. */
function read(find: (hosted: HostedKernel) => SearchResult): Judged {
  return withKernel((hosted) => {
    const result = find(hosted);
    if (result.verdict !== 'invalid') return { verdict: result.verdict, at: -1, certain: false };
    return { verdict: 'invalid', at: result.at, certain: result.certain, reached: result.reached() };
  });
}

/** The event blamed is the first, if it is certain; and every order handed out is one of what was called before it. */
function flawOfReached<State>(
  model: Model<State>,
  part: Partition,
  at: number,
  reached: Reached,
  isCertain: boolean,
  explained: (until: number) => boolean,
): string | undefined {
  const event = part.events[at]?.event ?? 0;
  if (!explained(event)) return `blames event ${event}, and what comes before it cannot be explained`;
  if (isCertain && explained(event + 1)) return `blames event ${event}, which can be explained`;
  const { longest } = reached;
  const called = new Set(part.events.slice(0, at).map(({ candidate }) => candidate));
  const returned = part.events.slice(0, at).filter(({ isReturn }) => isReturn);
  if (new Set(longest).size !== longest.length) return 'the order holds an operation twice';
  if (longest.some((index) => !called.has(index))) return 'the order holds what was not called yet';
  if (returned.some(({ candidate }) => !longest.includes(candidate))) return 'the order leaves out what completed';
  for (const order of [longest, ...reached.states]) {
    let state: State | undefined = model.init;
    for (const [place, index] of order.entries()) {
      const candidate = part.candidates[index] as Partition['candidates'][number];
      const ended = returned.find((other) => other.candidate === index)?.event ?? Number.POSITIVE_INFINITY;
      if (order.slice(0, place).some((before) => (part.candidates[before]?.invoke ?? 0) > ended)) return 'the order breaks time';
      state = model.step(state as State, candidate.operation);
      if (state === undefined) return 'the order is not legal';
    }
  }
  return undefined;
}
