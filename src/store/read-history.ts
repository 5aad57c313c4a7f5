import { badInput, type HistoryEvent, isJsonObject, type JsonObject } from '../core/index.ts';
import { readLines } from './file-lines.ts';

/**
 * The events of a `history.jsonl` in order. A last line that is no JSON and has no newline was being written when the controller was killed: it
 * is left out and told to `warn`; one that is JSON is whole. Anything else that is no event throws with its line: a history with a hole must not be judged.
 */
export function* readHistoryFile(path: string, warn: (warning: string) => void): Generator<HistoryEvent> {
  let lastIndex = -1;
  let lastTime = 0;
  for (const { number, text, complete } of readLines(path)) {
    if (!complete && !isJson(text)) {
      warn(`${path}:${number}: the last line is torn (the run was killed while it was written) and is left out`);
      return;
    }
    const event = parseEvent(text);
    if (typeof event === 'string') throw malformed(path, number, event);
    if (event.index <= lastIndex) throw malformed(path, number, `an index above ${lastIndex}, got ${event.index}`);
    if (event.time < lastTime) throw malformed(path, number, `a time of ${lastTime} or later, got ${event.time}`);
    lastIndex = event.index;
    lastTime = event.time;
    yield event;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function parseEvent(text: string): HistoryEvent | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `JSON, got: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (!isJsonObject(value)) return `an object, got ${JSON.stringify(value)}`;
  const wrong = wrongField(value);
  return wrong === undefined ? (value as unknown as HistoryEvent) : `${wrong}, got ${JSON.stringify(value[wrong.split(' ')[0] ?? ''])}`;
}

const types: readonly unknown[] = ['invoke', 'ok', 'fail', 'info'];

/** Names the first field that an event cannot have so, and what was expected of it. */
function wrongField({ index, time, process, type, f, key, value, node, error }: JsonObject): string | undefined {
  if (!isCount(index)) return 'index to be a whole number from 0';
  if (!isCount(time)) return 'time to be whole nanoseconds';
  if (!isCount(process) && process !== 'nemesis') return 'process to be a whole number or "nemesis"';
  if (!types.includes(type) || (process === 'nemesis' && type !== 'info')) return 'type to be invoke, ok, fail or info (nemesis: info)';
  if (typeof f !== 'string') return 'f to be the name of an operation';
  if (value === undefined) return 'value to be there';
  if (key !== undefined && typeof key !== 'string') return 'key to be a string';
  if (node !== undefined && typeof node !== 'string') return 'node to be a string';
  if (error !== undefined && typeof error !== 'string') return 'error to be a string';
  return undefined;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function malformed(file: string, line: number, expected: string): Error {
  return badInput('history-malformed', `Expected ${expected}. A history that was changed by hand cannot be judged.`, { file, line });
}
