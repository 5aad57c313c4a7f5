/**
 * Runs one step at a time, to its end: a step, then everything it asked for, in order. What a world calls back while that goes on
 * waits its turn, so that protocol code is never entered twice.
 */
export class StepQueue {
  readonly #stepped: () => void;
  readonly #failed: (error: unknown) => void;
  #waiting: (() => void)[] = [];
  /** Of the step under way; the list is used again by the next one. */
  #effects: (() => void)[] = [];
  #effectCount = 0;
  #state: 'idle' | 'in-step' | 'leaving' | 'ended' = 'idle';

  /** `stepped` is called after each step, before anything that it asked for leaves; `failed` is told what a step, `stepped` or an effect threw. */
  constructor(stepped: () => void, failed: (error: unknown) => void) {
    this.#stepped = stepped;
    this.#failed = failed;
  }

  get ended(): boolean {
    return this.#state === 'ended';
  }

  run(step: () => void): void {
    this.runWith(call, step, undefined);
  }

  /** `step(first, second)`, as a step: for what happens so often that a closure for each would be felt. */
  runWith<First, Second>(step: (first: First, second: Second) => void, first: First, second: Second): void {
    if (this.#state === 'ended') return;
    if (this.#state !== 'idle') {
      this.#waiting.push(() => step(first, second));
      return;
    }
    this.#runOne(step, first, second);
    while (this.#waiting.length > 0) {
      const next = this.#waiting.shift();
      if (next !== undefined) this.#runOne(call, next, undefined);
    }
    if (!this.ended) this.#state = 'idle';
  }

  /** Something to do once the step has ended well. */
  later(effect: () => void): void {
    this.requireStep();
    this.#effects[this.#effectCount] = effect;
    this.#effectCount += 1;
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
    this.#effectCount = 0;
  }

  #runOne<First, Second>(step: (first: First, second: Second) => void, first: First, second: Second): void {
    this.#state = 'in-step';
    try {
      step(first, second);
      if (this.ended) return;
      this.#state = 'leaving';
      this.#stepped();
      this.#leave();
    } catch (error) {
      this.#failed(error);
    }
  }

  #leave(): void {
    const effects = this.#effects;
    const count = this.#effectCount;
    this.#effectCount = 0;
    for (let i = 0; i < count && !this.ended; i += 1) {
      const effect = effects[i] ?? done;
      // Not held on to for longer than it takes.
      effects[i] = done;
      effect();
    }
  }
}

function call(step: () => void): void {
  step();
}

function done(): void {}
