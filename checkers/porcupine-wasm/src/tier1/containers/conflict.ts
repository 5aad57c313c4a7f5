import { neverReturns } from '../zones.ts';
import type { Elements } from './elements.ts';

/** Why no order of a container's operations exists; `events` are of the partition, those of initial elements are below 0. */
export interface ContainerConflict {
  readonly kind: /** [call of the take] of what nobody had begun to put in. */
    | 'never-written'
    /** [call of the put, return of the take]: it came out before it went in. */
    | 'out-of-order'
    /** [call, call]: two takes of one element. */
    | 'taken-twice'
    /**
     * Calls of the puts and takes of one element, and of others that had to come out before, but certainly did not. In a stack: of two
     * elements, each of which certainly lay on the other when that came out.
     */
    | 'overtaken'
    /** [call of the take that found nothing, calls of the puts and takes of elements, one of which was there at every moment]. */
    | 'never-empty'
    /** Nothing short shows it: []. */
    | 'no-order';
  readonly events: readonly number[];
}

/** Of these operations none more are told; what takes more to show is not told. */
const shownLimit = 12;

/** `events` as the elements number them; those that are not there are left out. */
export function conflictOf({ shift }: Elements, kind: ContainerConflict['kind'], events: readonly number[]): ContainerConflict {
  const there = events.filter((event) => event !== neverReturns).map((event) => event - shift);
  return there.length > shownLimit ? { kind: 'no-order', events: [] } : { kind, events: there };
}

/** What no container does, in the events before `until`. */
export function conflictOfElement(elements: Elements, until: number): ContainerConflict | undefined {
  for (let i = 0; i < elements.values.length; i += 1) {
    const taken = elements.takeReturns[i] as number;
    if (taken >= until) continue;
    const put = elements.putInvokes[i] as number;
    if (put >= until) return conflictOf(elements, 'never-written', [elements.takeInvokes[i] as number]);
    if (put > taken) return conflictOf(elements, 'out-of-order', [put, taken]);
    if ((elements.secondReturns[i] as number) < until) {
      return conflictOf(elements, 'taken-twice', [elements.takeInvokes[i] as number, elements.secondInvokes[i] as number]);
    }
  }
  return undefined;
}
