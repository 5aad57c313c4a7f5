/**
 * The core phase asks twice. A core that can serve the moment it is left alone (its leader was in it anyway) has shown little: so it is
 * held for several election time-outs, in which what the missing nodes leave behind has its effect, and must then serve once more.
 */
import type { Ms, Plan } from '../core/index.ts';
import { longestElectionTimeoutMs } from './election-timeout.ts';
import { type CoreOptions, type Service, serveOnce } from './serve-once.ts';

/** The core is held for so many of the longest election time-outs. */
const HELD_ELECTIONS = 3;
/** Taken for the longest election time-out of a system whose settings do not tell one. */
const UNKNOWN_ELECTION_TIMEOUT_MS = 1000;

export type CoreResult =
  /** `afterMs`: until it served at first. `againMs`: until it served again, after it was held. */
  | { readonly state: 'served'; readonly afterMs: Ms; readonly againMs: Ms }
  /** Within the patient bound only. */
  | { readonly state: 'slow'; readonly afterMs: Ms; readonly againMs: Ms }
  /** `heldMs`: it had served, and was held for so long; absent: it never served. */
  | (Extract<Service, { state: 'stuck' }> & { readonly heldMs?: Ms })
  | { readonly state: 'unavailable'; readonly why: string };

/** Asks whether the core serves, holds it, and asks again; each time within the bound. */
export function serveInCore(options: CoreOptions, done: (result: CoreResult) => void): void {
  const { plan, cluster } = options;
  const heldMs = holdMs(plan);
  serveOnce(options, 0, (first) => {
    if (first.state !== 'served') return done(first);
    cluster.clock.timer(heldMs, () => {
      serveOnce(options, first.probeCount, (again) => {
        if (again.state === 'stuck') return done({ ...again, heldMs });
        if (again.state === 'unavailable') return done(again);
        const onTime = Math.max(first.afterMs, again.afterMs) <= plan.phases.coreMs;
        done({ state: onTime ? 'served' : 'slow', afterMs: first.afterMs, againMs: again.afterMs });
      });
    });
  });
}

/** How long a core that served is held before it is asked again. */
export function holdMs(plan: Plan): Ms {
  return HELD_ELECTIONS * (longestElectionTimeoutMs(plan) ?? UNKNOWN_ELECTION_TIMEOUT_MS);
}
