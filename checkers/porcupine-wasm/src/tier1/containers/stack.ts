/**
 * Stacks whose elements are all different. An element stays from the moment of its push to the moment of its pop. An order of pushes and
 * pops is one of a stack if and only if no two of these stays cross: each two are apart, or one lies within the other. So moments
 * are looked for, within the calls, for which no stays cross; and each pop that found nothing needs a moment in no stay.
 *
 * Taking an element away, with its push and its pop, leaves what fits as it is. So it is right to take one away wherever the rest fitting implies
 * that all of it fits. That is so of three:
 * 1. An element that may have been there for no time at all: if the rest fits, it can be pushed and popped at once, whatever the stack holds.
 * 2. Take what every remaining element certainly is there for. Where these stretches leave a moment free, what comes before it can be
 *    ordered apart from what comes after: an element that was certainly put in by then was called to be taken by then, so whatever moments fit the
 *    part before, those past the free moment can be drawn back to it in their order; likewise for the part after. So each block of
 *    moments without a free one stands for itself, a pop that found nothing fits if there is a free moment in its call, and all free moments can be empty at once.
 * 3. Within a block, some stay lies around all others. For stays do not cross, so the outermost are apart, and between two there
 *    would be a free moment. It was pushed before the block begins, and is popped after it ends. If an element can be (its push was called
 *    before the block begins, its pop returned after it ends), it is taken away: whatever moments fit the others, drawn into the block, lie within its stay.
 * If a block has no such element, its elements cannot be ordered: then nothing can. Otherwise the block without it falls into smaller
 * ones, and so on until nothing is left. An element that qualified for a block qualifies for every block within it; so both halves of
 * the condition need be found out once for each element, and it takes O(n log n) in all.
 *
 * A push of unknown outcome counts if its element was popped. An open pop may come at any later moment or never. For what a pop of
 * unknown outcome did see `LostTakes`. Decrease and conquer is the idea of Lee and Mathur (OOPSLA 2025); the decomposition into blocks is like that of Abdulla et al. (PLDI 2025).
 */
import { type ContainerConflict, conflictOf, conflictOfElement } from './conflict.ts';
import type { Elements } from './elements.ts';
import { granted } from './lost-takes.ts';
import { callsOf, coverOf, firstFree, heldAt, type LostTakes, type Stays, staysUntil, unexplainedEmpty } from './stays.ts';
import { CountTree, greatest, LeastTree } from './trees.ts';

export function stackConflict(elements: Elements, end: number, lost: LostTakes): ContainerConflict | undefined {
  const alone = conflictOfElement(elements, end);
  if (alone !== undefined) return alone;
  const stays = granted(elements, staysUntil(elements, end, lost), lost, deadlines);
  if (stays === undefined) return conflictOf(elements, 'no-order', []);
  const held = heldAt(stays, () => true);
  const empty = unexplainedEmpty(
    elements,
    stays,
    firstFree(end, (moment) => held[moment] === 0),
  );
  if (empty !== undefined) {
    const cover = coverOf(stays, empty.invoke, empty.return, () => true);
    if (cover === undefined) return conflictOf(elements, 'no-order', []);
    return conflictOf(elements, 'never-empty', [empty.invoke, ...callsOf(elements, stays, cover)]);
  }
  const block = peel(stays, held, () => {});
  return block === undefined ? undefined : crossing(elements, stays, block);
}

/** Pops, puts and empty takes at their moments; of one moment pops come first, then what came and went at once, then pushes. */
export function stackOrder(elements: Elements, end: number): number[] {
  const stays = granted(elements, staysUntil(elements, end, 'of-none'), 'of-none', deadlines);
  if (stays === undefined) throw new Error('porcupine-wasm: a stack that has no fault has no order');
  const { ids, putFrom, putTo, takeFrom, takers } = stays;
  const held = heldAt(stays, () => true);
  const steps: { readonly moment: number; readonly rank: number; readonly candidates: readonly number[] }[] = [];
  const pushOf = (i: number): number => elements.putCandidates[ids[i] as number] as number;
  let peeled = 0;
  peel(stays, held, (i, from, to) => {
    peeled += 1;
    steps.push({ moment: from - 1, rank: peeled, candidates: [pushOf(i)] });
    if (to < end) steps.push({ moment: to, rank: -peeled, candidates: [takers[i] as number] });
  });
  for (let i = 0; i < stays.count; i += 1) {
    if ((putTo[i] as number) < (takeFrom[i] as number)) continue;
    steps.push({ moment: Math.max(putFrom[i] as number, takeFrom[i] as number), rank: 0, candidates: [pushOf(i), takers[i] as number] });
  }
  const first = firstFree(end, (moment) => held[moment] === 0);
  for (const empty of elements.empties) {
    if (empty.return < end) steps.push({ moment: first[empty.invoke] as number, rank: 0, candidates: [empty.candidate] });
  }
  return steps
    .sort((a, b) => a.moment - b.moment || a.rank - b.rank)
    .flatMap(({ candidates }) => candidates)
    .filter((candidate) => candidate !== -1);
}

/** For each element that nobody names, by when it must be gone: before what lay under it all the time it was pushed is popped. */
function deadlines({ end, count, putFrom, putTo, takeFrom, takeTo }: Stays, of: readonly number[]): Int32Array {
  const under = Array.from({ length: count }, (_, i) => i).filter((i) => (takeTo[i] as number) < end);
  under.sort((a, b) => (putTo[a] as number) - (putTo[b] as number));
  // For each call of a pop, when the pop returned; of those whose push had.
  const returns = new LeastTree(new Int32Array(end + 1).fill(greatest));
  const by = new Int32Array(count).fill(end);
  let next = 0;
  for (const i of [...of].sort((a, b) => (putFrom[a] as number) - (putFrom[b] as number))) {
    for (; next < under.length && (putTo[under[next] as number] as number) < (putFrom[i] as number); next += 1) {
      const below = under[next] as number;
      returns.set(takeFrom[below] as number, takeTo[below] as number);
    }
    by[i] = Math.min(end, returns.leastFrom(putTo[i] as number));
  }
  return by;
}

/** Moments from `from` to before `to`, at each of which some element is certainly there. */
interface Block {
  readonly from: number;
  readonly to: number;
}

/** Takes elements away, each with the block that it lies around, the outer ones first; returns the block for which there is none. */
function peel(stays: Stays, held: Int32Array, take: (i: number, from: number, to: number) => void): Block | undefined {
  const { end, putFrom, putTo, takeFrom, takeTo } = stays;
  const { members, below } = byPutTo(stays);
  const counts = new CountTree(held.subarray(0, end));
  const column = (of: (i: number) => number): Int32Array => Int32Array.from(members, (i) => of(i));
  // Elements that are not known to have been pushed before their block, or popped after it; and those that are known to be both.
  const pushes = new LeastTree(column((i) => putFrom[i] as number));
  const pops = new LeastTree(column((i) => -(takeTo[i] as number)));
  const both = new LeastTree(new Int32Array(members.length).fill(greatest));
  const known = new Uint8Array(members.length);
  const find = (tree: LeastTree, bound: number, from: number, to: number): void => {
    for (let at = tree.firstBelow(bound, from, to); at !== -1; at = tree.firstBelow(bound, from, to)) {
      tree.set(at, greatest);
      known[at] = (known[at] as number) + 1;
      if (known[at] === 2) both.set(at, 0);
    }
  };
  const blocks: Block[] = [];
  split(held, blocks);
  for (let block = blocks.pop(); block !== undefined; block = blocks.pop()) {
    const { from, to } = block;
    const [first, last] = [below[from] as number, below[to] as number];
    find(pushes, from, first, last);
    find(pops, -to, first, last);
    const at = both.firstBelow(greatest, first, last);
    if (at === -1) return block;
    both.set(at, greatest);
    const i = members[at] as number;
    take(i, from, to);
    counts.add(-1, putTo[i] as number, takeFrom[i] as number);
    let start = from;
    for (let zero = counts.firstZero(from, to); zero !== -1; zero = counts.firstZero(start, to)) {
      // Nobody is there any more, so it is looked at no more.
      counts.add(1, zero, zero + 1);
      if (start < zero) blocks.push({ from: start, to: zero });
      start = zero + 1;
    }
    if (start < to) blocks.push({ from: start, to });
  }
  return undefined;
}

/** The blocks that there are at first. */
function split(held: Int32Array, into: Block[]): void {
  let start = 0;
  for (let moment = 0; moment < held.length; moment += 1) {
    if (held[moment] !== 0) continue;
    if (start < moment) into.push({ from: start, to: moment });
    start = moment + 1;
  }
}

/** Elements that are there for some time, in the order in which their pushes end; and how many of these end before each event. */
function byPutTo({ end, count, putTo, takeFrom }: Stays): { members: Int32Array; below: Int32Array } {
  const ending = new Int32Array(end).fill(-1);
  for (let i = 0; i < count; i += 1) if ((putTo[i] as number) < (takeFrom[i] as number)) ending[putTo[i] as number] = i;
  const below = new Int32Array(end + 1);
  const members = new Int32Array(count);
  for (let event = 0; event < end; event += 1) {
    const i = ending[event] as number;
    below[event + 1] = (below[event] as number) + (i === -1 ? 0 : 1);
    if (i !== -1) members[below[event] as number] = i;
  }
  return { members: members.subarray(0, below[end] as number), below };
}

/** More elements are not looked at in pairs. */
const pairedLimit = 512;

/** Two elements whose stays cross wherever their moments are, if there are two. */
function crossing(elements: Elements, stays: Stays, { from, to }: Block): ContainerConflict {
  const { putFrom, putTo, takeFrom, takeTo } = stays;
  const inside: number[] = [];
  for (let i = 0; i < stays.count; i += 1) {
    if ((putTo[i] as number) >= from && (putTo[i] as number) < to && (putTo[i] as number) < (takeFrom[i] as number)) inside.push(i);
  }
  for (const below of inside.length > pairedLimit ? [] : inside) {
    for (const above of inside) {
      if ((putTo[below] as number) < (putFrom[above] as number) && (takeTo[below] as number) < (takeFrom[above] as number)) {
        if ((putTo[above] as number) >= (takeFrom[below] as number)) continue;
        return conflictOf(elements, 'overtaken', callsOf(elements, stays, [below, above]));
      }
    }
  }
  return conflictOf(elements, 'no-order', []);
}
