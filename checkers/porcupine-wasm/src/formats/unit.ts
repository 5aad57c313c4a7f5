import { ParseError } from './parse-error.ts';

/** The text of one event and where it begins; lines and columns count from 1. */
export interface Unit {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** An error at a place of the unit's text, counted from 0. */
export function errorAt(unit: Unit, offset: number, code: string, message: string): ParseError {
  const before = unit.text.slice(0, offset);
  const newline = before.lastIndexOf('\n');
  if (newline === -1) return new ParseError(code, message, unit.line, unit.column + before.length);
  return new ParseError(code, message, unit.line + before.split('\n').length - 1, before.length - newline);
}

/** An error at a field's name, as a JSON string or an EDN keyword; at the start where it does not stand. */
export function errorAtField(unit: Unit, field: string, code: string, message: string): ParseError {
  return errorAt(unit, Math.max(0, unit.text.search(new RegExp(`"${field}"|:${field}\\b`))), code, message);
}
