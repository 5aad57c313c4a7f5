import type { CheckerResult, FaultlineError, Plan, System } from '../core/index.ts';
import { guardSystem } from '../system/index.ts';
import type { Life, LifeResult } from './life.ts';
import { hearingUncaught } from './uncaught.ts';

/** What is told of nodes by a description that failed counts for nothing. */
const notTold: CheckerResult = { verdict: 'unknown', reason: 'the description of the system failed', findings: [] };

/** The system of one run. One of the user's own is guarded: what it does wrong ends the run as a failure of the harness. */
export class RunSystem {
  readonly system: System;
  readonly #from: string | undefined;
  #failure: FaultlineError | undefined;
  #life: Life | undefined;

  constructor({ system: { from } }: Plan, system: System) {
    this.#from = from;
    this.system = from === undefined ? system : guardSystem(system, from, (error) => this.#failed(error));
  }

  /** The life that ends with it; at once, if it has failed already. */
  endsWith(life: Life): void {
    this.#life = life;
    if (this.#failure !== undefined) life.fail(this.#failure);
  }

  /** What a life has come to, seen with what the system's description has done. */
  judge(result: LifeResult): LifeResult {
    return this.#failure === undefined ? result : { ...result, broken: this.#failure, liveness: notTold };
  }

  /** Lives the life of the run. What meanwhile its module throws where nobody catches it ends the run in good order, as what it does wrong by itself does. */
  during<T>(life: () => Promise<T>): Promise<T> {
    return hearingUncaught(this.#from === undefined ? [] : [this.#from], (error) => this.#failed(error), life);
  }

  #failed(error: FaultlineError): void {
    this.#failure ??= error;
    this.#life?.fail(error);
  }
}
