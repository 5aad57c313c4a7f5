import { canonical, identity, Numbering } from '../canonical.ts';
import { elements } from '../forgetting/index.ts';
import type { Model, Operation } from '../model.ts';
import { asArray, unknownOperation } from './effect.ts';

/** What queue, stack and priority queue differ in. The state holds the elements, the one that is taken next at `next`. */
export interface Discipline {
  readonly name: string;
  readonly put: string;
  readonly take: string;
  /** Refuses what cannot be an element with a TypeError. */
  readonly accept?: (value: unknown) => void;
  readonly insert: (state: readonly unknown[], value: unknown) => readonly unknown[];
  readonly next: 'first' | 'last';
  /** Whether elements that nobody ever takes by name are alike, or their places depend on what they are. */
  readonly unseenAreAlike: boolean;
}

/**
 * A container of which elements are put in and taken out one by one. A take that found nothing saw null, so null is no element. A put
 * of unknown outcome may take effect at any later time or never; a take of unknown outcome may have removed whatever was next.
 */
export function container(discipline: Discipline): Model<readonly unknown[]> {
  const { name, put, take, insert } = discipline;
  return {
    name,
    init: [],
    initFrom(value) {
      const items = asArray(value ?? [], `the initial ${name}`);
      for (const item of items) accept(discipline, item);
      return items.reduce<readonly unknown[]>((state, item) => insert(state, item), []);
    },
    step(state, { f, value, outcome }) {
      if (f === put) return insert(state, value);
      if (state.length === 0) return value === null ? state : undefined;
      const at = discipline.next === 'first' ? 0 : state.length - 1;
      if (outcome === 'ok' && !(value !== null && identity(state[at]) === identity(value))) return undefined;
      return at === 0 ? state.slice(1) : state.slice(0, at);
    },
    interpret({ f, input, value, outcome }: Operation): Operation | undefined {
      if (f === put) {
        accept(discipline, input);
        return outcome === 'fail' ? undefined : { f, input, value: input, outcome: 'ok' };
      }
      if (f !== take) throw unknownOperation(name, f, `${put}, ${take}`);
      return outcome === 'fail' ? undefined : { f, input: null, value: outcome === 'ok' ? value : null, outcome };
    },
    // A take that found nothing changes nothing.
    observes: ({ f, value, outcome }) => f === take && outcome === 'ok' && value === null,
    classes: (operations) => classes(discipline, operations),
    unknownSaysLess: true,
    forgetting: elements(put, take),
    describe({ f, value, outcome }: Operation): string {
      if (f === put) return `${f} ${canonical(value)}`;
      if (outcome === 'unknown') return `${f} of whatever was next`;
      return value === null ? `${f} found nothing` : `${f} got ${canonical(value)}`;
    },
  };
}

function accept({ name, put, accept: acceptItem }: Discipline, value: unknown): void {
  if (value === null || value === undefined)
    throw new TypeError(`expected the value of ${put} in a ${name} not to be null, which means empty`);
  acceptItem?.(value);
}

/**
 * An element that no answered take got can only be removed by a take of unknown outcome. If there is none of these, it stays for good,
 * and so does what comes after it: nobody can tell what that is, nor find the container empty. If there are, what the element is
 * still matters to nobody, unless the order depends on it.
 */
function classes(discipline: Discipline, operations: readonly Operation[]): (state: readonly unknown[]) => string {
  const takes = operations.filter(({ f }) => f === discipline.take);
  const numbering = new Numbering();
  for (const { outcome, value } of takes) if (outcome === 'ok') numbering.of(value);
  const seenCount = numbering.size;
  const isBlocking = takes.every(({ outcome }) => outcome === 'ok');
  // A text with two units for each element: its number, from 1, or 0 for one that nobody sees and that has no place.
  return (state) => {
    let told = '';
    for (let i = 0; i < state.length; i += 1) {
      const item = state[discipline.next === 'first' ? i : state.length - 1 - i];
      const isSeen = numbering.has(item) && numbering.of(item) < seenCount;
      const number = isSeen || !discipline.unseenAreAlike ? numbering.of(item) + 1 : 0;
      told += String.fromCharCode(number >>> 16, number & 0xffff);
      if (!isSeen && isBlocking) break;
    }
    return told;
  };
}
