import type { Clock, Ms, Timer } from '../../core/index.ts';

/** How often the harness looks at itself. */
export const LAG_SAMPLE_MS = 20;

/** A stretch in which the harness ran late: due at `fromMs`, it came to it at `toMs`. */
export interface Lag {
  readonly fromMs: Ms;
  readonly toMs: Ms;
}

/** Tells of each time this process's event loop came more than `limitMs` late to a timer. Returns what ends the watch. */
export function watchLag(clock: Clock, limitMs: Ms, onLag: (lag: Lag) => void): () => void {
  let timer: Timer = clock.timer(LAG_SAMPLE_MS, sample);
  let over = false;

  function sample(): void {
    const toMs = clock.now();
    const fromMs = timer.firesAt;
    if (toMs - fromMs > limitMs) onLag({ fromMs, toMs });
    if (!over) timer = clock.timer(LAG_SAMPLE_MS, sample);
  }

  return () => {
    over = true;
    clock.cancel(timer);
  };
}
