import { type CheckerResult, FaultlineError, type Plan, type System } from '../core/index.ts';
import { guardSystem } from '../system/index.ts';
import type { Life, LifeResult } from './life.ts';

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

  /**
   * Lives the life of the run. What meanwhile is thrown where nobody catches it, as by a library's `error` event that nobody listens to, ends
   * the run in good order, as what the module does wrong by itself does; else it would end the program.
   */
  async during<T>(life: () => Promise<T>): Promise<T> {
    const from = this.#from;
    if (from === undefined || process.hasUncaughtExceptionCaptureCallback()) return life();
    process.setUncaughtExceptionCaptureCallback((error) => this.#failed(uncaught(from, error)));
    try {
      return await life();
    } finally {
      process.setUncaughtExceptionCaptureCallback(null);
    }
  }

  #failed(error: FaultlineError): void {
    this.#failure ??= error;
    this.#life?.fail(error);
  }
}

function uncaught(from: string, error: Error): FaultlineError {
  const what = `while the client of ${from} was at work something threw where nobody catches it: ${error.stack ?? error.message}`;
  const message = `${what}\nIf it is not that module's, or its library's, it is a defect of Faultline's; it is not the system's.`;
  return new FaultlineError('uncaught', message, { cause: error });
}
