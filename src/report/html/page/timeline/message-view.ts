import { absent, type Fate, fateCodes } from '../../../data/index.ts';
import { lowerBoundBy, type Run } from '../run.ts';
import type { View } from './view.ts';

/** A message is looked for so long after it was sent; one that is held or delayed for longer is cut off at the view's edge. */
const UNDER_WAY_MAX_MS = 1000;
const ONE_WAY_MIN_MS = 0.1;
const ONE_WAY_MAX_MS = 100;
const FAST_SHARE = 0.1;

const fateNames = Object.keys(fateCodes) as Fate[];

export function fateOf({ data }: Run, message: number): Fate {
  return fateNames[data.messages.fate[message] ?? fateCodes.sent] ?? 'sent';
}

export function sentMs({ data }: Run, message: number): number {
  return (data.messages.atUs[message] ?? 0) / 1000;
}

/**
 * Where its line ends: when it arrived. Where nobody noted that, what arrived left only behind what was sent because of it: so the line is
 * as long as a fast message takes here, and ends no later than what proves that it had arrived.
 */
export function arrivalMs(run: Run, message: number): number {
  const { untilUs, fault, exact } = run.data.messages;
  const sent = sentMs(run, message);
  const until = untilUs[message] ?? absent;
  if (exact && until !== absent) return until / 1000;
  const fate = fateOf(run, message);
  const oneWay = oneWayMs(run);
  if (fate === 'held') return until / 1000 + oneWay;
  const step = run.data.plan.faults.find(({ id }) => id === run.data.faults[fault[message] ?? absent]?.id);
  const late = fate === 'delayed' && step !== undefined && 'latencyMs' in step ? step.latencyMs : 0;
  const usual = sent + oneWay + late;
  return until === absent ? usual : Math.min(Math.max(usual, sent), until / 1000);
}

/** Messages sent within the view, or so shortly before that they may still be under way: the first, and one past the last. */
export function visibleMessages(run: Run, { fromMs, toMs }: View): { readonly first: number; readonly end: number } {
  const { atUs, count } = run.data.messages;
  return {
    first: lowerBoundBy(count, (i) => (atUs[i] ?? 0) >= (fromMs - UNDER_WAY_MAX_MS) * 1000),
    end: lowerBoundBy(count, (i) => (atUs[i] ?? 0) > toMs * 1000),
  };
}

/** What the fastest tenth took; where nobody noted it, half of what the fastest tenth of questions and answers took. */
function oneWayMs(run: Run): number {
  const known = oneWays.get(run);
  if (known !== undefined) return known;
  const { atUs, untilUs, fate, count, exact } = run.data.messages;
  const ways: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const took = ((untilUs[i] ?? 0) - (atUs[i] ?? 0)) / 1000;
    if (fate[i] === (exact ? fateCodes.arrived : fateCodes.answered)) ways.push(exact ? took : took / 2);
  }
  ways.sort((a, b) => a - b);
  const fast = ways[Math.floor(ways.length * FAST_SHARE)] ?? 1;
  const oneWay = Math.min(Math.max(fast, ONE_WAY_MIN_MS), ONE_WAY_MAX_MS);
  oneWays.set(run, oneWay);
  return oneWay;
}

const oneWays: WeakMap<Run, number> = new WeakMap();
