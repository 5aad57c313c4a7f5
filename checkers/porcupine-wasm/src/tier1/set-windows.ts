/**
 * What is known of the moments of adds, removes and reads of a set in which each element is added at most once and removed at most
 * once. A moment is called by the event right before it. Each operation has a window of moments, at first from its call to its return.
 *
 * A read that shows an element came after its add and before its remove. One that does not came before the add, or after a remove that
 * came after the add. Which of both is known where the windows leave one only; that an operation comes before another narrows both
 * their windows, which may decide more. This goes on until nothing changes. Each step follows from the ones before: so if a window
 * is empty, or a read can be on neither side, no order exists. What is far apart in time already needs no more narrowing, so for each
 * element only the reads near its add and its remove are looked at again. If at last every side is known, and "comes before" has no ring, then
 * each operation at the start of its window, and those of one moment in an order that "comes before" allows, is an order that
 * explains all: of two that follow each other in time the windows do not meet.
 */
import type { SetHistory } from './set-history.ts';
import { neverReturns } from './zones.ts';

/** Where a read stands to an element. */
export const unknownSide = 0;
export const beforeAdd = 1;
export const showsIt = 2;
export const afterRemove = 3;

/** What becomes of a remove: it takes the element out, it came before the add and did nothing, or it need not have been. */
export const undecided = 0;
export const takesOut = 1;
export const idle = 2;
export const noRemove = 3;

/** Places of operations: reads first, then for each element its add, then its remove. */
export class SetWindows {
  readonly readCount: number;
  readonly elementCount: number;
  readonly from: Int32Array;
  /** Before this moment. */
  readonly to: Int32Array;
  /** For each element and read. */
  readonly sides: Uint8Array;
  readonly removes: Uint8Array;
  /** Elements that were certainly added; whether their removes certainly were made. */
  readonly isAdded: Uint8Array;
  readonly isRemoved: Uint8Array;
  /** Candidates of all places. */
  readonly candidates: Int32Array;
  /** For each element, reads of unknown side, and those whose windows do not lie apart from that of its add or remove. */
  readonly near: (readonly number[])[];
  private hasChanged = false;

  /** As the first `end` events show it. */
  constructor(history: SetHistory, end: number) {
    const reads = history.reads.filter((read) => read.return < end);
    const { adds, removes } = history;
    this.readCount = reads.length;
    this.elementCount = adds.length;
    const places = reads.length + 2 * adds.length;
    this.from = new Int32Array(places).fill(neverReturns);
    this.to = new Int32Array(places).fill(end + 1);
    this.candidates = new Int32Array(places).fill(-1);
    this.sides = new Uint8Array(adds.length * reads.length);
    this.removes = new Uint8Array(adds.length).fill(noRemove);
    this.isAdded = new Uint8Array(adds.length);
    this.isRemoved = new Uint8Array(adds.length);
    const calls = [...reads, ...adds, ...Array.from(adds, (_, element) => removes[element])];
    calls.forEach((call, place) => {
      if (call === undefined || call.invoke >= end) return;
      this.from[place] = call.invoke;
      if (call.return < end) this.to[place] = call.return;
      this.candidates[place] = call.candidate;
    });
    reads.forEach(({ elements }, read) => {
      for (const element of elements) {
        this.sides[element * reads.length + read] = showsIt;
        this.isAdded[element] = 1;
      }
    });
    for (let element = 0; element < adds.length; element += 1) {
      if ((adds[element]?.return ?? neverReturns) < end) this.isAdded[element] = 1;
      const remove = removes[element];
      if (remove === undefined || remove.invoke >= end) continue;
      this.removes[element] = undecided;
      if (remove.return < end) this.isRemoved[element] = 1;
    }
    const all = Array.from({ length: reads.length }, (_, read) => read);
    this.near = adds.map(() => all);
  }

  addOf(element: number): number {
    return this.readCount + element;
  }

  removeOf(element: number): number {
    return this.readCount + this.elementCount + element;
  }

  side(element: number, read: number): number {
    return this.sides[element * this.readCount + read] as number;
  }

  /** Decides what follows from what is known, at most so many times over; false if no order exists, or it is not done by then. */
  narrow(rounds: number): 'impossible' | 'done' | 'unfinished' {
    for (let round = 0; round < rounds; round += 1) {
      this.hasChanged = false;
      for (let element = 0; element < this.elementCount; element += 1) {
        if (this.isAdded[element] === 1 && !this.narrowElement(element)) return 'impossible';
      }
      if (!this.hasChanged) return 'done';
    }
    return 'unfinished';
  }

  setSide(element: number, read: number, side: number): void {
    this.sides[element * this.readCount + read] = side;
    this.hasChanged = true;
  }

  setRemove(element: number, what: number): void {
    this.removes[element] = what;
    this.hasChanged = true;
  }

  private narrowElement(element: number): boolean {
    const add = this.addOf(element);
    // The element was there from some moment up to this one at least; and from this one on, or before.
    let shownFrom = this.from[add] as number;
    let shownTo = this.to[add] as number;
    for (const read of this.near[element] ?? []) {
      if (this.side(element, read) !== showsIt) continue;
      shownFrom = Math.max(shownFrom, this.from[read] as number);
      shownTo = Math.min(shownTo, this.to[read] as number);
    }
    if (!this.decideRemove(element, shownFrom, shownTo) || !this.decideSides(element, shownFrom, shownTo)) return false;
    if (!this.spread(element)) return false;
    this.near[element] = (this.near[element] ?? []).filter((read) => !this.isApart(element, read));
    return true;
  }

  /** Windows only narrow: what lies apart stays apart, and says no more of the element than its add and its remove do. */
  private isApart(element: number, read: number): boolean {
    const isBefore = (first: number, second: number): boolean => (this.to[first] as number) <= (this.from[second] as number);
    const add = this.addOf(element);
    const remove = this.removeOf(element);
    const side = this.side(element, read);
    if (side === beforeAdd) return isBefore(read, add);
    if (side === afterRemove) return isBefore(remove, read);
    const what = this.removes[element];
    return side === showsIt && isBefore(add, read) && (what === noRemove || what === idle || isBefore(read, remove));
  }

  private decideRemove(element: number, shownFrom: number, shownTo: number): boolean {
    if (this.removes[element] !== undecided) return true;
    const remove = this.removeOf(element);
    const canTakeOut = shownFrom < (this.to[remove] as number);
    // One that nobody knows to have been made need not have been.
    const canBeIdle = this.isRemoved[element] === 0 || (this.from[remove] as number) < shownTo;
    if (!canTakeOut) this.setRemove(element, idle);
    else if (!canBeIdle) this.setRemove(element, takesOut);
    return canTakeOut || canBeIdle;
  }

  private decideSides(element: number, shownFrom: number, shownTo: number): boolean {
    const removedFrom = Math.max(shownFrom, this.from[this.removeOf(element)] as number);
    for (const read of this.near[element] ?? []) {
      const side = this.side(element, read);
      if (side === showsIt) continue;
      const what = this.removes[element] as number;
      const canBeAfter = (what === undecided || what === takesOut) && removedFrom < (this.to[read] as number);
      const canBeBefore = (this.from[read] as number) < shownTo;
      if (side === unknownSide && canBeAfter && canBeBefore) continue;
      if ((side !== afterRemove && !canBeBefore && !canBeAfter) || (side === beforeAdd && !canBeBefore)) return false;
      if (side === afterRemove && !canBeAfter) return false;
      if (side !== unknownSide) continue;
      this.setSide(element, read, canBeBefore ? beforeAdd : afterRemove);
      if (!canBeBefore && what === undecided) this.setRemove(element, takesOut);
      // What was certainly seen to be gone was certainly removed.
      if (!canBeBefore) this.isRemoved[element] = 1;
    }
    return true;
  }

  /** Every "comes before" around the element narrows the windows of both. */
  private spread(element: number): boolean {
    const add = this.addOf(element);
    const remove = this.removeOf(element);
    const isIdle = this.removes[element] === idle && this.isRemoved[element] === 1;
    const isTakenOut = this.removes[element] === takesOut && this.isRemoved[element] === 1;
    let possible = !isIdle || this.comesBefore(remove, add);
    if (isTakenOut) possible = this.comesBefore(add, remove) && possible;
    for (const read of this.near[element] ?? []) {
      if (!possible) break;
      const side = this.side(element, read);
      if (side === beforeAdd) possible = this.comesBefore(read, add);
      else if (side === showsIt) possible = this.comesBefore(add, read) && (!isTakenOut || this.comesBefore(read, remove));
      else if (side === afterRemove) possible = this.comesBefore(remove, read);
    }
    return possible;
  }

  private comesBefore(first: number, second: number): boolean {
    if ((this.from[second] as number) < (this.from[first] as number)) {
      this.from[second] = this.from[first] as number;
      this.hasChanged = true;
    }
    if ((this.to[first] as number) > (this.to[second] as number)) {
      this.to[first] = this.to[second] as number;
      this.hasChanged = true;
    }
    return (this.from[first] as number) < (this.to[first] as number) && (this.from[second] as number) < (this.to[second] as number);
  }
}
