import { leave } from './ending.ts';

/** A second Ctrl-C counts only so long after the first: one keystroke may arrive twice. */
const SECOND_SIGNAL_AFTER_MS = 1000;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface SignalWatch {
  /** Whether a first one came. */
  interrupted(): boolean;
  close(): void;
}

/** The first signal asks for an end in good order; one more a second later leaves at once, with 255. */
export function watchSignals(first: (signal: NodeJS.Signals) => void): SignalWatch {
  let interruptedAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (interruptedAt !== undefined) {
      if (Date.now() - interruptedAt < SECOND_SIGNAL_AFTER_MS) return;
      leave(255);
    }
    interruptedAt = Date.now();
    first(signal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    interrupted: () => interruptedAt !== undefined,
    close() {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
