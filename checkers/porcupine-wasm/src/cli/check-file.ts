import { type CheckResult, check } from '../check.ts';
import type { ParsedHistory } from '../formats/index.ts';
import { HistoryError } from '../history.ts';
import { type Minimum, minimize } from '../minimize/index.ts';
import type { Model } from '../model.ts';
import { models } from '../models/index.ts';
import { withFailedCas, withInit } from '../models/options.ts';
import { type CommandLine, InputError } from './options.ts';
import { readFile } from './read-file.ts';

export interface CheckedFile {
  readonly file: string;
  readonly model: string;
  readonly history: ParsedHistory;
  readonly warnings: readonly string[];
  readonly result: CheckResult;
  readonly operations: number;
  readonly ms: number;
  readonly minimum?: Minimum;
}

export function checkFile(file: string, line: CommandLine): CheckedFile {
  const history = readFile(file, line.format === undefined ? {} : { format: line.format });
  const { events, lines } = history;
  const started = performance.now();
  const budgets = { timeMs: line.budgetMs, memoryBytes: line.memoryBytes };
  try {
    const model = configured(line, history);
    const result = check(model, events, budgets);
    const ms = performance.now() - started;
    // What is left of the budget is for the minimum, so that the budget ends everything.
    const minimum = line.minimize ? minimize(model, events, { ...budgets, timeMs: Math.max(0, line.budgetMs - ms), result }) : undefined;
    return {
      file,
      model: line.model,
      history,
      warnings: history.warnings,
      result,
      operations: events.filter(({ process, type }) => typeof process === 'number' && type === 'invoke').length,
      ms: Math.round(ms * 1000) / 1000,
      ...(minimum === undefined ? {} : { minimum }),
    };
  } catch (error) {
    if (error instanceof HistoryError) throw new InputError(error.code, error.message, `${file}:${lines[error.event]}`);
    throw error;
  }
}

/** The model with the initial state of the command line, or of the format. */
function configured(line: CommandLine, { init }: ParsedHistory): Model {
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
