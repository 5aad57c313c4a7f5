import { asEvent, type ParsedEvent } from './event.ts';
import { errorAt, type Unit } from './unit.ts';

/** `{"process": 0, "type": "invoke", "f": "put", "key": "x", "value": 1}`, with `index`, `time`, `node`, `error`, `seen` where known. */
export function parseJsonLine(unit: Unit): ParsedEvent {
  const value = parseJson(unit);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const got = unit.text.slice(0, 40);
    throw errorAt(unit, 0, 'not-an-event', `expected a JSON object with process, type and f, got ${got}`);
  }
  return asEvent(value as Record<string, unknown>, unit);
}

function parseJson(unit: Unit): unknown {
  try {
    return JSON.parse(unit.text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = /at position (\d+)/.exec(message)?.[1];
    const offset = position === undefined ? unit.text.length : Number(position);
    throw errorAt(unit, offset, 'malformed-json', `expected one JSON object in the line: ${message}`);
  }
}
