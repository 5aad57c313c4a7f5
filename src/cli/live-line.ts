import { forPeople } from './output.ts';

/** On a terminal the line of progress is drawn anew so often, elsewhere a line is written so often. */
const TERMINAL_PROGRESS_MS = 250;
const PLAIN_PROGRESS_MS = 5000;

/** A terminal may not say how wide it is. */
const WIDTH_UNKNOWN = 80;
const WIDTH_PLAIN = 200;

/** What people see on stderr while something goes on: on a terminal one line that is drawn anew, elsewhere lines. */
export interface LiveLine {
  readonly isTerminal: boolean;
  /** How the line is to be drawn. */
  readonly style: { readonly color: boolean; readonly width: number };
  draw(text: string): void;
  /** A line that stays. */
  say(text: string): void;
  clear(): void;
  close(): void;
}

/** `tick` is called as often as it makes sense to draw. */
export function openLiveLine(tick: () => void): LiveLine {
  const isTerminal = process.stderr.isTTY === true;
  const ticker = setInterval(tick, isTerminal ? TERMINAL_PROGRESS_MS : PLAIN_PROGRESS_MS);
  let shown = false;
  const clear = (): void => {
    if (shown) process.stderr.write('\r\x1b[2K');
    shown = false;
  };
  return {
    isTerminal,
    get style() {
      return {
        color: isTerminal && (process.env['NO_COLOR'] ?? '') === '',
        width: isTerminal ? process.stderr.columns || WIDTH_UNKNOWN : WIDTH_PLAIN,
      };
    },
    draw(text) {
      if (isTerminal) {
        process.stderr.write(`\r\x1b[2K${text}`);
        shown = true;
      } else process.stderr.write(`${text}\n`);
    },
    say(text) {
      clear();
      process.stderr.write(`${forPeople(text)}\n`);
    },
    clear,
    close() {
      clearInterval(ticker);
      clear();
    },
  };
}
