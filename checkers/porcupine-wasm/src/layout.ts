import type { Partition } from './history.ts';

/** What an operation does whatever the state, as the model says it. */
export type Effect = 'replaces' | 'always';

/** Where each open operation has its bits. Bits are used again once an operation has returned, so a window stays as wide as the concurrency. */
export interface Layout {
  /** For each candidate, as the search wants it: which bits it has and what they mean. */
  readonly flags: readonly number[];
  /** Bits are counted through: those of the soft words, then those of the hard words. */
  readonly duties: readonly number[];
  readonly used: readonly number[];
  /** 64-bit words; at least one of each. */
  readonly softWords: number;
  readonly hardWords: number;
}

export const observes = 1;
export const unknown = 2;
export const optional = 4;
export const replaces = 8;

/** `effects[i]` is what candidate i does whatever the state; `carried` are open before the first event. */
export function layOut(
  { candidates, events }: Partition,
  effects: readonly (Effect | undefined)[],
  carried: readonly number[] = [],
): Layout {
  const flags = flagsOf(candidates, effects);
  const duties: number[] = new Array(candidates.length).fill(0);
  const used: number[] = new Array(candidates.length).fill(0);
  const soft = new Slots();
  const hard = new Slots();
  const turn = (candidate: number, isReturn: boolean): void => {
    const flag = flags[candidate] ?? 0;
    const usedSlots = (flag & (unknown | optional)) !== 0 ? soft : hard;
    if ((flag & (observes | optional)) !== 0) soft.turn(duties, candidate, isReturn);
    if ((flag & observes) === 0) usedSlots.turn(used, candidate, isReturn);
  };
  for (const candidate of carried) turn(candidate, false);
  for (const { candidate, isReturn } of events) turn(candidate, isReturn);
  const hardFrom = soft.words * 64;
  used.forEach((slot, i) => {
    if (((flags[i] ?? 0) & (observes | unknown | optional)) === 0) used[i] = slot + hardFrom;
  });
  return { flags, duties, used, softWords: soft.words, hardWords: hard.words };
}

/** That an operation is possible in every state helps only if something may replace the state after it. */
function flagsOf(candidates: Partition['candidates'], effects: readonly (Effect | undefined)[]): number[] {
  const replaced = effects.includes('replaces');
  return candidates.map((candidate, i) => {
    if (candidate.observes) return observes;
    const flag = effects[i] === 'replaces' ? replaces : 0;
    if (candidate.unknown) return flag | unknown;
    return effects[i] !== undefined && replaced ? flag | optional : flag;
  });
}

class Slots {
  private readonly free: number[] = [];
  private count = 0;

  /** Gives the candidate a slot at its call and takes it back at its return. */
  turn(slots: number[], candidate: number, isReturn: boolean): void {
    if (isReturn) this.free.push(slots[candidate] ?? 0);
    else slots[candidate] = this.free.pop() ?? this.count++;
  }

  get words(): number {
    return Math.max(1, Math.ceil(this.count / 64));
  }
}
