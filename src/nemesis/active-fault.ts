import type { About, FaultState, JsonObject } from '../core/index.ts';

/** One fault at work, whatever it breaks. The callbacks come once each; for link faults they come at once. */
export interface ActiveFault {
  /** Called back when it is in force, or is known not to be. */
  begin(done: () => void): void;
  /** Removes this fault's own effect; called back when what it freed is well again. */
  end(done: () => void): void;
  proof(): Proof;
}

/** What shows that a fault was in force; may gain figures after its end (a node that another fault kept down boots later). */
export interface Proof {
  readonly state: FaultState;
  readonly effect: JsonObject;
  readonly reason?: string;
}

/** Of faults it is also said how they are known to have been in force. */
export interface FaultAbout extends About {
  readonly proof: string;
}
