/**
 * Runs one step at a time, to its end: a step, then everything it asked for, in order. What a world calls back while that goes on
 * waits its turn, so that protocol code is never entered twice.
 */
export class StepQueue {
  readonly #finish: (effects: readonly (() => void)[]) => void;
  readonly #failed: (error: unknown) => void;
  #waiting: (() => void)[] = [];
  #effects: (() => void)[] = [];
  #state: 'idle' | 'in-step' | 'leaving' | 'ended' = 'idle';

  /** `finish` lets the effects of a step leave; `failed` is told what a step or `finish` threw. */
  constructor(finish: (effects: readonly (() => void)[]) => void, failed: (error: unknown) => void) {
    this.#finish = finish;
    this.#failed = failed;
  }

  get ended(): boolean {
    return this.#state === 'ended';
  }

  run(step: () => void): void {
    if (this.ended) return;
    if (this.#state !== 'idle') {
      this.#waiting.push(step);
      return;
    }
    let next: (() => void) | undefined = step;
    while (next !== undefined) {
      this.#runOne(next);
      next = this.#waiting.length === 0 ? undefined : this.#waiting.shift();
    }
    if (!this.ended) this.#state = 'idle';
  }

  /** Something to do once the step has ended well. */
  later(effect: () => void): void {
    this.requireStep();
    this.#effects.push(effect);
  }

  /** Env is the protocol's only within a step; what is asked for elsewhere would leave with some other step's effects. */
  requireStep(): void {
    if (this.#state !== 'in-step' && this.#state !== 'ended')
      throw new Error('Env was used outside of a step: protocol code must not keep work of its own');
  }

  /** Nothing runs any more, and what the step under way asked for does not leave. */
  end(): void {
    this.#state = 'ended';
    this.#waiting = [];
    this.#effects = [];
  }

  #runOne(step: () => void): void {
    this.#state = 'in-step';
    try {
      step();
      if (this.ended) return;
      this.#state = 'leaving';
      const effects = this.#effects;
      if (effects.length > 0) this.#effects = [];
      this.#finish(effects);
    } catch (error) {
      this.#failed(error);
    }
  }
}
