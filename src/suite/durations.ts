import { badInput, type Ms, roundMs } from '../core/index.ts';

/** Node's timers end at 2^31 ms, close to 25 days. */
export const maxDurationMs: Ms = 20 * 24 * 3_600_000;

/** `30s`, `500ms`, `1.5m`, `2h`; without a unit it is seconds. */
export const durationPattern: RegExp = /^\d+(\.\d+)?\s*(us|ms|s|m|min|h)?$/;

/** The same, back in time with a minus sign. */
export const signedDurationPattern: RegExp = /^-?\d+(\.\d+)?\s*(us|ms|s|m|min|h)?$/;

/** What an error says was expected. */
export const durationWords = 'a duration like 30s, 500ms, 2m or 1h (a bare number is seconds)';

/** Reads a duration as it stands in suites and on the command line. `where` (an option, a key) opens the error's message. */
export function parseDuration(input: string | number, where?: string): Ms {
  const read = readDuration(input);
  if (typeof read === 'number') return read;
  throw badInput('bad-duration', where === undefined ? capitalise(read) : `${where}: ${read}`);
}

/** The milliseconds, or what is wrong. */
export function readDuration(input: string | number): Ms | string {
  const text = String(input).trim();
  const match = durationPattern.exec(text);
  if (match === null) return `expected ${durationWords}, got ${JSON.stringify(input)}`;
  const ms = roundMs(Number.parseFloat(text) * (unitMs[match[2] ?? 's'] ?? 1));
  return ms <= maxDurationMs ? ms : `expected a duration of at most ${maxDurationMs / 86_400_000} days, got ${JSON.stringify(input)}`;
}

/** The milliseconds of a duration that may have a minus sign, or what is wrong. */
export function readSignedDuration(input: string | number): Ms | string {
  const text = String(input).trim();
  if (!text.startsWith('-')) return readDuration(input);
  const ms = readDuration(text.slice(1));
  return typeof ms === 'number' ? 0 - ms : ms;
}

const unitMs: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };

function capitalise(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
