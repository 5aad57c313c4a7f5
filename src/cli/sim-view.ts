import { readable, type SimProgress, simProgressLine } from '../report/index.ts';
import type { SimObserver } from '../run/index.ts';
import { openLiveLine } from './live-line.ts';
import { watchSignals } from './signals.ts';

/** Of failing seeds so many are told as they come; the others are counted. */
const TOLD_MAX = 10;
const MESSAGE_CHARS_MAX = 200;

export interface SimView {
  readonly observer: SimObserver;
  close(): void;
}

/** What people see of a campaign while it goes on, on stderr; and the first Ctrl-C, which ends it in good order. */
export function createSimView(): SimView {
  let control: { progress(): SimProgress; interrupt(): void } | undefined;
  let told = 0;
  let closed = false;
  const line = openLiveLine(() => {
    if (control !== undefined) line.draw(simProgressLine(control.progress(), line.style));
  });
  const signals = watchSignals((signal) => {
    line.say(`${signal}: ending in good order; once more to leave at once`);
    control?.interrupt();
  });
  return {
    observer: {
      running(now) {
        control = now;
        if (signals.interrupted()) now.interrupt();
      },
      failed(run, message) {
        told += 1;
        if (told > TOLD_MAX) return;
        const text = readable(message);
        const short = text.length > MESSAGE_CHARS_MAX ? `${text.slice(0, MESSAGE_CHARS_MAX - 1)}…` : text;
        line.say(`seed ${run.seed}: ${run.outcome}: ${short}`);
        if (told === TOLD_MAX) line.say('more failing seeds are counted, not told');
      },
    },
    close() {
      if (closed) return;
      closed = true;
      control = undefined;
      line.close();
      signals.close();
    },
  };
}
