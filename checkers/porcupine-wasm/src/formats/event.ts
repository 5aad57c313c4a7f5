import type { HistoryEvent } from '../history.ts';
import { nestingLimit } from './nesting.ts';
import { errorAtField, type Unit } from './unit.ts';

/** An event with whatever else its text said. */
export interface ParsedEvent extends HistoryEvent {
  readonly index?: number;
  readonly node?: string;
}

const types = ['invoke', 'ok', 'fail', 'info'] as const;

/** Numbers of fewer digits are all told apart. A point may stand between them, as in 9.007199254740993e15. */
const sixteenDigits = /\d(?:\.?\d){15}/;

/** Holds the fields of an event to the rules that all formats share. */
export function asEvent(fields: Readonly<Record<string, unknown>>, unit: Unit): ParsedEvent {
  const wrong = (field: string, expected: string): never => {
    const got = fields[field] === undefined ? 'nothing' : JSON.stringify(fields[field]).slice(0, 60);
    throw errorAtField(unit, field, 'bad-field', `expected ${field} to be ${expected}, got ${got}`);
  };
  const { process, type, f, key, index, time, node, error } = fields;
  // A client whose number is a text would be passed over as a nemesis is.
  if (!isCount(process) && (typeof process !== 'string' || /^\d+$/.test(process)))
    wrong('process', 'a whole number, or a name such as "nemesis"');
  if (!types.some((known) => known === type)) wrong('type', types.map((known) => `"${known}"`).join(', '));
  if (typeof f !== 'string') wrong('f', 'the name of an operation');
  if (key !== undefined && typeof key !== 'string') wrong('key', 'a string');
  if (index !== undefined && !isCount(index)) wrong('index', 'a whole number from 0');
  if (time !== undefined && (typeof time !== 'number' || !(time >= 0))) wrong('time', 'a number from 0');
  if (node !== undefined && typeof node !== 'string') wrong('node', 'a string');
  if (error !== undefined && typeof error !== 'string') wrong('error', 'a string');
  for (const field of ['value', 'seen']) {
    const message = `expected ${field} to be nested at most ${nestingLimit} deep, got one that is deeper`;
    if (!isWithin(fields[field], nestingLimit)) throw errorAtField(unit, field, 'bad-field', message);
    // Two large numbers that JavaScript takes for one would make a wrong verdict.
    if (sixteenDigits.test(unit.text) && holds(fields[field], isInexact))
      wrong(field, 'made of integers of at most 2^53 - 1, larger ones as strings');
    if (/\d[eE]/.test(unit.text) && holds(fields[field], isInfinite)) wrong(field, 'made of numbers below 1.8e308, larger ones as strings');
  }
  return { ...fields, value: fields['value'] ?? null } as ParsedEvent;
}

function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((item) => isWithin(item, levels - 1));
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isInexact(number: number): boolean {
  return Number.isInteger(number) && !Number.isSafeInteger(number);
}

function isInfinite(number: number): boolean {
  return !Number.isFinite(number);
}

function holds(value: unknown, isWrong: (number: number) => boolean): boolean {
  if (typeof value === 'number') return isWrong(value);
  return typeof value === 'object' && value !== null && Object.values(value).some((item) => holds(item, isWrong));
}
