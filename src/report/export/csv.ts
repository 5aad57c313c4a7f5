import type { Json } from '../../core/index.ts';
import type { ExportOptions, ExportSource } from './export-source.ts';
import { isInside } from './export-source.ts';
import { type ExportedOperation, operationsOf } from './operations.ts';

/**
 * CSV after RFC 4180: a line of names, then one operation a line, lines end in CR LF, and what holds a comma, a quote or a line end stands
 * in quotes. Operations come in the order of their answers, those without an answer last. `input` and `output` are JSON, so that "1" and
 * 1 differ; times are milliseconds since the run began. A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a CR for
 * a formula, and keys come from clients: such a text, and one that begins with `'`, gets a `'` before it, so that taking one `'` off gives
 * back what was there. JSON needs none: it begins with a quote, a bracket or a digit, or is a plain number.
 *
 * It cannot carry faults, phases and what nodes say of themselves, nor the order of the events themselves beyond their numbers.
 */
export function* writeCsv({ plan, history }: ExportSource, { window }: ExportOptions): Generator<string> {
  yield line(columns);
  for (const operation of operationsOf(history())) {
    if (isInside(window, operation.invocation.time / 1e6)) yield line(row(operation, plan.load.concurrency));
  }
}

const columns = [
  'invoke_index',
  'complete_index',
  'client',
  'process',
  'node',
  'f',
  'key',
  'input',
  'output',
  'outcome',
  'error',
  'start_ms',
  'end_ms',
  'latency_ms',
] as const;

function row({ invocation, completion }: ExportedOperation, concurrency: number): string[] {
  const { index, process, f, key, value, time } = invocation;
  const output = completion?.type === 'ok' ? completion.value : completion?.seen;
  return [
    String(index),
    completion === undefined ? '' : String(completion.index),
    String(concurrency > 0 ? process % concurrency : process),
    String(process),
    text(completion?.node ?? invocation.node),
    text(f),
    text(key),
    json(value),
    json(output),
    completion?.type ?? 'open',
    text(completion?.error),
    milliseconds(time),
    completion === undefined ? '' : milliseconds(completion.time),
    completion === undefined ? '' : milliseconds(completion.time - time),
  ];
}

/** A text as a cell that no spreadsheet calculates. UTF-8 has no halves of surrogate pairs: each is written as its escape. */
function text(value: string | undefined): string {
  const whole = (value ?? '').replace(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
  return /^[=+\-@\t\r'\uff1d\uff0b\uff0d\uff20]/.test(whole) ? `'${whole}` : whole;
}

function json(value: Json | undefined): string {
  return value === undefined ? '' : JSON.stringify(value);
}

function milliseconds(ns: number): string {
  return String(Math.round(ns / 1000) / 1000);
}

function line(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
