import { type CheckOptions, type CheckResult, check } from '../check.ts';
import { type Explanation, explain } from '../explain/index.ts';
import { HistoryError, type HistoryEvent } from '../history.ts';
import { type Minimum, minimize } from '../minimize/index.ts';
import type { Model } from '../model.ts';
import { models } from '../models/index.ts';
import { withFailedCas, withInit } from '../models/options.ts';
import { type CommandLine, InputError } from './options.ts';
import { readFile, readFileAsColumns } from './read-file.ts';

export interface CheckedFile {
  readonly file: string;
  readonly model: string;
  /** The line of each event. */
  readonly lines: ArrayLike<number>;
  readonly warnings: readonly string[];
  readonly result: CheckResult;
  readonly explanation: Explanation;
  readonly operations: number;
  readonly ms: number;
  readonly minimum?: Minimum;
}

export function checkFile(file: string, line: CommandLine): CheckedFile {
  return checkLongFile(file, line) ?? checkEvents(file, line);
}

function checkEvents(file: string, line: CommandLine): CheckedFile {
  const { events, lines, warnings, init } = readFile(file, line.format === undefined ? {} : { format: line.format });
  const started = performance.now();
  try {
    const model = configured(line, init);
    const result = check(model, events, budgetsOf(line));
    const ms = performance.now() - started;
    const operations = events.filter(({ process, type }) => typeof process === 'number' && type === 'invoke').length;
    const base = { file, model: line.model, lines, warnings, result, operations, ms: rounded(ms) };
    return { ...base, explanation: explain(result), ...minimumOf(line, model, events, result, ms) };
  } catch (error) {
    if (error instanceof HistoryError) throw new InputError(error.code, error.message, `${file}:${lines[error.event]}`);
    throw error;
  }
}

/** The same for a long file that columns can hold. Undefined for any other, and where something is wrong, which is then said in full. */
function checkLongFile(file: string, line: CommandLine): CheckedFile | undefined {
  // Of an invalid history that is to be made smaller every event is needed.
  if (models[line.model]?.plain === undefined || line.minimize) return undefined;
  const read = readFileAsColumns(file, line.format === undefined ? {} : { format: line.format });
  if (read === undefined) return undefined;
  const { columns, lines, warnings } = read;
  const model = configured(line, undefined);
  const started = performance.now();
  try {
    const result = check(model, columns, budgetsOf(line));
    const ms = performance.now() - started;
    const operations = columns.process.reduce((count, process, i) => count + Number(process >= 0 && columns.type[i] === 0), 0);
    return { file, model: line.model, lines, warnings, result, explanation: explain(result), operations, ms: rounded(ms) };
  } catch (error) {
    if (error instanceof HistoryError) return undefined;
    throw error;
  }
}

/** What is left of the budget is for the minimum, so that the budget ends everything. */
function minimumOf(
  line: CommandLine,
  model: Model,
  events: readonly HistoryEvent[],
  result: CheckResult,
  spentMs: number,
): { readonly minimum?: Minimum } {
  if (!line.minimize) return {};
  const minimum = minimize(model, events, { ...budgetsOf(line), timeMs: Math.max(0, line.budgetMs - spentMs), result });
  return minimum === undefined ? {} : { minimum };
}

function budgetsOf({ budgetMs, memoryBytes }: CommandLine): CheckOptions {
  return { timeMs: budgetMs, memoryBytes };
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** The model with the initial state of the command line, or of the format. */
function configured(line: CommandLine, init: unknown): Model {
  const model = withFailedCas(models[line.model] as Model, line.failedCas);
  // Where keys hold texts that begin empty; another model has its own beginning.
  const ofFormat = line.model === 'kv' && init !== undefined ? { value: init } : undefined;
  const given = line.init ?? ofFormat;
  try {
    return given === undefined ? model : withInit(model, given.value);
  } catch (error) {
    if (error instanceof TypeError) throw new InputError('bad-init', `--init: ${error.message}`);
    throw error;
  }
}
