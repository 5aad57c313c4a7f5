import type { ParsedEvent } from './index.ts';
import { fieldColumn, ParseError } from './parse-error.ts';

const types = ['invoke', 'ok', 'fail', 'info'] as const;

/** `{"process": 0, "type": "invoke", "f": "put", "key": "x", "value": 1}`, with `index`, `time`, `node`, `error`, `seen` where known. */
export function parseJsonLine(text: string, line: number): ParsedEvent {
  const value = parseJson(text, line);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ParseError('not-an-event', `expected a JSON object with process, type and f, got ${text.slice(0, 40)}`, line, 1);
  }
  const fields = value as Record<string, unknown>;
  const wrong = (field: string, expected: string): never => {
    const got = fields[field] === undefined ? 'nothing' : JSON.stringify(fields[field]).slice(0, 60);
    throw new ParseError('bad-field', `expected ${field} to be ${expected}, got ${got}`, line, fieldColumn(text, field));
  };
  const { process, type, f, key, index, time, node, error } = fields;
  if (!isCount(process) && typeof process !== 'string') wrong('process', 'a whole number, or a name such as "nemesis"');
  if (!types.some((known) => known === type)) wrong('type', types.map((known) => `"${known}"`).join(', '));
  if (typeof f !== 'string') wrong('f', 'the name of an operation');
  if (key !== undefined && typeof key !== 'string') wrong('key', 'a string');
  if (index !== undefined && !isCount(index)) wrong('index', 'a whole number from 0');
  if (time !== undefined && (typeof time !== 'number' || !(time >= 0))) wrong('time', 'a number from 0');
  if (node !== undefined && typeof node !== 'string') wrong('node', 'a string');
  if (error !== undefined && typeof error !== 'string') wrong('error', 'a string');
  return { ...fields, value: fields['value'] ?? null } as ParsedEvent;
}

function parseJson(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = /at position (\d+)/.exec(message)?.[1];
    const column = position === undefined ? text.length + 1 : Number(position) + 1;
    throw new ParseError('malformed-json', `expected one JSON object in the line: ${message}`, line, column);
  }
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
