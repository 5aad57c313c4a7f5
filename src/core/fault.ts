import type { Json, JsonObject } from './json.ts';
import type { FrameMatch } from './links.ts';
import type { Endpoint, NodeId } from './operation.ts';
import type { Ms } from './time.ts';

/**
 * Whom a fault strikes. A list names nodes. A role is resolved when the step begins:
 * `leader` (the live node that last declared itself in the highest term), `follower` (one other node), `followers` (all others),
 * `one`, `minority` (a random largest minority), `majority` (a random smallest majority), `all`, `trigger` (the node whose trace event
 * or message set the step off). `@f3` is what step f3 resolved to, `!@f3` every other node.
 */
export type Target = string | readonly NodeId[];

/** An end of directed links: nodes by target, `clients` (every client thread), `nodes` (every node), `any`. */
export type LinkEnd = Target | 'clients' | 'nodes' | 'any';

/** When a step begins or ends. Times count from the start of the safety phase, or from the begin of step `after`. */
export type When =
  | { readonly atMs: Ms; readonly after?: string }
  | {
      /** `frame` for a message on a link, else the name of a trace event. */
      readonly event: string;
      /** Equal fields; for a frame `from`, `to` and `type` beside its header fields. A value `@f3` matches any node that f3 resolved to, `!@f3` any other. */
      readonly match?: JsonObject;
      /** The n-th match, from 1. */
      readonly occurrence?: number;
      /** Given up (the step is then `missing`) when it has not come so long after the phase, or step `after`, began. */
      readonly withinMs?: Ms;
      /** Only events after the begin of this step count. */
      readonly after?: string;
    };

export type PartitionShape = 'halves' | 'isolate' | 'bridge' | 'ring' | 'one-way';

/** What is broken. Node faults strike nodes; network faults strike directed links. */
export type FaultSpec =
  /** `halves`: target on one side, the rest on the other. `isolate`: each target alone. `bridge`: two halves that share one node
   *  (target). `ring`: every node sees a majority, no two the same. `one-way`: nothing from the target reaches the others (`direction: 'in'`: nothing reaches it).
   *  Only links between nodes are cut: a client goes on talking to its home, also in a minority. */
  | { readonly kind: 'partition'; readonly shape: PartitionShape; readonly target?: Target; readonly direction?: 'out' | 'in' }
  | {
      readonly kind: 'delay';
      readonly from: LinkEnd;
      readonly to: LinkEnd;
      readonly latencyMs: Ms;
      readonly jitterMs?: Ms;
      readonly match?: FrameMatch;
    }
  | { readonly kind: 'drop'; readonly from: LinkEnd; readonly to: LinkEnd; readonly probability?: number; readonly match?: FrameMatch }
  | { readonly kind: 'duplicate'; readonly from: LinkEnd; readonly to: LinkEnd; readonly probability?: number; readonly match?: FrameMatch }
  | {
      readonly kind: 'reorder';
      readonly from: LinkEnd;
      readonly to: LinkEnd;
      readonly probability?: number;
      readonly withinMs: Ms;
      readonly match?: FrameMatch;
    }
  | { readonly kind: 'corrupt'; readonly from: LinkEnd; readonly to: LinkEnd; readonly probability?: number; readonly match?: FrameMatch }
  | { readonly kind: 'hold'; readonly from: LinkEnd; readonly to: LinkEnd; readonly count?: number; readonly match?: FrameMatch }
  | { readonly kind: 'reset'; readonly from: LinkEnd; readonly to: LinkEnd }
  | { readonly kind: 'kill'; readonly target: Target }
  | { readonly kind: 'pause'; readonly target: Target }
  | { readonly kind: 'power-cut'; readonly target: Target }
  /** The node's clock jumps by `offsetMs` and runs `driftPpm` faster; at the end its pace is right again, and it stays ahead by what it jumped. */
  | { readonly kind: 'clock'; readonly target: Target; readonly offsetMs: Ms; readonly driftPpm?: number }
  /** Every disk call takes up to `latencyMs` longer. */
  | { readonly kind: 'slow-disk'; readonly target: Target; readonly latencyMs: Ms }
  /** The next write of each target lands on older bytes of the same file. */
  | { readonly kind: 'misdirected-write'; readonly target: Target }
  /** The node is killed and one byte of what its disk holds durably flips; the node starts again when the fault ends, if it can. */
  | { readonly kind: 'bit-rot'; readonly target: Target }
  /** The node is killed and its disk is gone: it never comes back. */
  | { readonly kind: 'disk-loss'; readonly target: Target };

export type FaultKind = FaultSpec['kind'];

/** One step of a fault schedule: a fault, for an interval. Without `forMs` and `until` it lasts to the heal phase. */
export type FaultStep = FaultSpec & {
  readonly id: string;
  readonly when: When;
  readonly forMs?: Ms;
  readonly until?: When;
  /** How long a role may take to be resolved, default 5000. */
  readonly resolveWithinMs?: Ms;
};

/** `idle`: its rules stood, but no message tried to pass. `merged`: its target was already down. `missing`: it never came into force. */
export type FaultState = 'in-force' | 'idle' | 'merged' | 'missing';

/** A schedule that is drawn holds no more faults than this. */
export const drawnFaultsMax = 1000;

/** What became of one step: in verdict.json and in the JSON document. */
export interface FaultReport {
  readonly id: string;
  readonly kind: FaultKind;
  /** As resolved: node names, or `from -> to` of links; empty when it never was. */
  readonly target: readonly Endpoint[];
  readonly state: FaultState;
  readonly beganAtMs?: Ms;
  readonly endedAtMs?: Ms;
  /** The proof: frames cut, the new boot, the state read in /proc. */
  readonly effect?: Json;
  /** Why it is missing. */
  readonly reason?: string;
  /** A stop or cut of the core phase, which no step of the schedule asked for: it stands whatever the load meets, and covers nothing. */
  readonly ofCore?: true;
}
