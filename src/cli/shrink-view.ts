import { relative } from 'node:path';
import { describeSize, type ShrinkProgress, type ShrunkRun } from '../run/index.ts';
import { leave } from './ending.ts';

/** On a terminal the line of progress is drawn anew so often, elsewhere a line is written so often. */
const TERMINAL_PROGRESS_MS = 250;
const PLAIN_PROGRESS_MS = 5000;
/** A second Ctrl-C counts only so long after the first: one keystroke may arrive twice. */
const SECOND_SIGNAL_AFTER_MS = 1000;

export interface ShrinkView {
  interrupted(): boolean;
  progress(state: ShrinkProgress): void;
  /** May be called twice. */
  close(): void;
}

/** What people see of a search, on stderr, and what signals do: the first ends it in good order, one more a second later at once. */
export function createShrinkView(): ShrinkView {
  const isTerminal = process.stderr.isTTY === true;
  const everyMs = isTerminal ? TERMINAL_PROGRESS_MS : PLAIN_PROGRESS_MS;
  let interruptedAtMs: number | undefined;
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let lineShown = false;
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);

  function onSignal(signal: NodeJS.Signals): void {
    if (interruptedAtMs !== undefined) {
      if (Date.now() - interruptedAtMs < SECOND_SIGNAL_AFTER_MS) return;
      leave(255);
    }
    interruptedAtMs = Date.now();
    clearLine();
    process.stderr.write(`${signal}: keeping the smallest plan so far; once more to leave at once\n`);
  }

  function clearLine(): void {
    if (lineShown) process.stderr.write('\r\x1b[2K');
    lineShown = false;
  }

  return {
    interrupted: () => interruptedAtMs !== undefined,
    progress(state) {
      if (state.elapsedMs - shownAtMs < everyMs) return;
      shownAtMs = state.elapsedMs;
      clearLine();
      process.stderr.write(isTerminal ? progressLine(state) : `${progressLine(state)}\n`);
      lineShown = isTerminal;
    },
    close() {
      clearLine();
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

function progressLine({ elapsedMs, trials, size }: ShrinkProgress): string {
  return `${(elapsedMs / 1000).toFixed(0)} s, ${trials} ${trials === 1 ? 'trial' : 'trials'}: ${describeSize(size)}`;
}

/** The story, what it was made from, and where it is. */
export function describeShrunk({ before, story, trials, end, dir, reproduce }: ShrunkRun): string {
  const ends: Readonly<Record<ShrunkRun['end'], string>> = {
    minimal: 'nothing more can be taken away by itself',
    budget: 'the budget is spent; a longer --budget may find less',
    interrupted: 'interrupted',
  };
  return [
    story,
    '',
    `  from        ${describeSize(before)}, in ${trials} ${trials === 1 ? 'trial' : 'trials'}: ${ends[end]}`,
    `  report      ${relative('', dir) || '.'}/report.html`,
    `  again       ${reproduce}`,
  ].join('\n');
}
