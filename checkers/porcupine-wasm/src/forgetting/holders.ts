import { canonical } from '../canonical.ts';
import type { Forgetting, RecordedCall } from './forgetting.ts';
import { distinct } from './subjects.ts';

/**
 * Forgets a holder of a lock that goes by a name: its acquires and its releases. Only where no acquire is of nobody, and no answered
 * release either: such would meet this holder too.
 *
 * In an order that explains the history, take every state in which it holds the lock for a free one, and strike out what it did, and
 * releases of unknown outcome that name nobody where they freed it from this holder: these may never have happened. Whoever acquires
 * found the lock free and does so still; who releases it by name held it, so it was not this holder's. The initial holder stays.
 */
export const holders: Forgetting = {
  subjects(calls, init) {
    if (calls.some(isOfAnybody)) return [];
    const initial = (init as { readonly holder: unknown } | null)?.holder ?? null;
    const names = distinct(calls.map(holderOf)).filter((name) => name !== null && canonical(name) !== canonical(initial));
    return names.map((id) => ({ what: `holder ${canonical(id)}`, id }));
  },
  forget(calls, id) {
    if (calls.some(isOfAnybody)) return undefined;
    const name = canonical(id);
    return calls.map((call) => (canonical(holderOf(call)) === name ? undefined : call));
  },
};

function isOfAnybody(call: RecordedCall): boolean {
  const { f, outcome } = call.operation;
  return holderOf(call) === null && (f === 'acquire' || outcome === 'ok');
}

function holderOf({ operation: { input } }: RecordedCall): unknown {
  return input ?? null;
}
