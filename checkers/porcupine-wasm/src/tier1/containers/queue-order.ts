import type { Elements } from './elements.ts';
import { emptyMoments } from './queue.ts';
import { isUntaken, type Stays, staysUntil } from './stays.ts';

/**
 * An order for the first events of a queue that have no fault: candidates. One element goes in before another if it must have gone in,
 * come out, or been gone from an empty queue before; which has no ring, because there is no fault. So there is always one that nothing need come before.
 */
export function queueOrder(elements: Elements, end: number): number[] {
  const stays = withLostTakes(elements, staysUntil(elements, end, 'of-none'));
  const empties = chooseMoments(elements, stays);
  const moments = [...new Set(empties.map(({ moment }) => moment))].sort((a, b) => a - b);
  const all = Array.from({ length: stays.count }, (_, i) => i);
  const before = all.filter((i) => isUntaken(stays, i)).reduce((least, i) => Math.min(least, stays.putTo[i] as number), end);
  // What went in certainly after something that stays cannot come out; if it only may, it does not.
  const leaves = all.filter(
    (i) => (stays.takeFrom[i] as number) < end && ((stays.takeTo[i] as number) < end || (stays.putFrom[i] as number) < before),
  );
  const leaving = new Set(leaves);
  const stages: number[][] = Array.from({ length: moments.length + 1 }, () => []);
  for (const i of leaves) stages[countBelow(moments, stays.putTo[i] as number)]?.push(i);
  const stay = all.filter((i) => !leaving.has(i)).sort((a, b) => (stays.putFrom[a] as number) - (stays.putFrom[b] as number));
  const steps: { readonly moment: number; readonly candidate: number }[] = [];
  const takes: { readonly moment: number; readonly candidate: number }[] = [];
  let put = -1;
  let take = -1;
  stages.forEach((stage, s) => {
    // Right after the moment of the empty queue that comes before.
    put = Math.max(put, s === 0 ? -1 : (moments[s - 1] as number) + 0.5);
    for (const i of inOrder(stays, stage)) {
      put = Math.max(put, stays.putFrom[i] as number);
      take = Math.max(take, put, stays.takeFrom[i] as number);
      const id = stays.ids[i] as number;
      steps.push({ moment: put, candidate: elements.putCandidates[id] as number });
      takes.push({ moment: take, candidate: stays.takers[i] as number });
    }
  });
  for (const i of stay) {
    put = Math.max(put, stays.putFrom[i] as number);
    steps.push({ moment: put, candidate: elements.putCandidates[stays.ids[i] as number] as number });
  }
  const found = empties.map(({ moment, candidate }) => ({ moment: moment + 0.25, candidate }));
  // The sort is stable: of one moment puts come before takes.
  return [...steps, ...takes, ...found]
    .sort((a, b) => a.moment - b.moment)
    .map(({ candidate }) => candidate)
    .filter((candidate) => candidate !== -1);
}

/** Gives elements that nobody names, and that must be gone, the takes of unknown outcome: the first to the first. */
function withLostTakes(elements: Elements, stays: Stays): Stays {
  const { end, count, putFrom, putTo, takeTo } = stays;
  let needed = -1;
  for (let i = 0; i < count; i += 1) if ((takeTo[i] as number) < end) needed = Math.max(needed, putFrom[i] as number);
  for (const { moment } of chooseMoments(elements, stays)) needed = Math.max(needed, moment + 1);
  const gone = Array.from({ length: count }, (_, i) => i)
    .filter((i) => isUntaken(stays, i) && (putTo[i] as number) < needed)
    .sort((a, b) => (putTo[a] as number) - (putTo[b] as number));
  const takeFrom = Int32Array.from(stays.takeFrom);
  const takers = Int32Array.from(stays.takers);
  gone.forEach((i, place) => {
    const lost = elements.lostTakes[place];
    if (lost === undefined) throw new Error('porcupine-wasm: a queue that has no fault has no order');
    takeFrom[i] = Math.max(putFrom[i] as number, lost.invoke);
    takers[i] = lost.candidate;
  });
  return { ...stays, takeFrom, takers };
}

/** A moment for each take that found nothing. */
function chooseMoments(elements: Elements, stays: Stays): { readonly moment: number; readonly candidate: number }[] {
  const first = emptyMoments(elements, stays);
  return elements.empties
    .filter((empty) => empty.return < stays.end)
    .map(({ invoke, candidate }) => ({ moment: first[invoke] as number, candidate }));
}

function countBelow(sorted: readonly number[], bound: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] as number) < bound) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** None of these before one that must have gone in, or come out, before it. */
function inOrder({ putFrom, putTo, takeFrom, takeTo }: Stays, stage: readonly number[]): number[] {
  const puts = new Front(stage, putFrom, putTo);
  const takes = new Front(stage, takeFrom, takeTo);
  const order: number[] = [];
  const reached = new Set<number>();
  const ready: number[] = [];
  while (order.length < stage.length) {
    for (const i of [...puts.reach(), ...takes.reach()]) {
      if (reached.has(i)) ready.push(i);
      reached.add(i);
    }
    const next = ready.pop();
    if (next === undefined) throw new Error('porcupine-wasm: a queue that has no fault has no order');
    order.push(next);
    puts.leave(next);
    takes.leave(next);
  }
  return order;
}

/** Spans of moments from `from` to before `to`, of which some have left; reaches those that none of the rest must come before. */
class Front {
  private readonly byFrom: readonly number[];
  private readonly byTo: readonly number[];
  private readonly from: Int32Array;
  private readonly to: Int32Array;
  private readonly gone = new Set<number>();
  private reached = 0;
  private first = 0;

  constructor(members: readonly number[], from: Int32Array, to: Int32Array) {
    this.from = from;
    this.to = to;
    this.byFrom = [...members].sort((a, b) => (from[a] as number) - (from[b] as number));
    this.byTo = [...members].sort((a, b) => (to[a] as number) - (to[b] as number));
  }

  leave(member: number): void {
    this.gone.add(member);
  }

  reach(): number[] {
    while (this.gone.has(this.byTo[this.first] ?? -1)) this.first += 1;
    const bound = this.to[this.byTo[this.first] ?? -1] ?? 0;
    const start = this.reached;
    while (this.reached < this.byFrom.length && (this.from[this.byFrom[this.reached] as number] as number) < bound) this.reached += 1;
    return this.byFrom.slice(start, this.reached);
  }
}
