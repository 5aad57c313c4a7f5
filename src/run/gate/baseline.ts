import { readFileSync, writeFileSync } from 'node:fs';
import {
  type BaselineFigures,
  badInput,
  FaultlineError,
  isJsonObject,
  type Ms,
  type RunSummary,
  type WorldName,
} from '../../core/index.ts';
import { median } from './median.ts';

/** By the name of the suite's entry. */
export type BaselineEntries = Readonly<Record<string, BaselineFigures>>;

const baselineFormat = 1;

/** Runs of one entry, as a baseline keeps them: medians. undefined: none of them measured anything. */
export function baselineOf(runs: readonly Pick<RunSummary, 'figures'>[], world: WorldName): BaselineFigures | undefined {
  const figures = runs.flatMap((run) => (run.figures === undefined ? [] : [run.figures]));
  if (figures.length === 0) return undefined;
  const of = (values: readonly (number | null)[]): Ms | null => {
    const middle = median(values.filter((value) => value !== null));
    return middle === undefined ? null : Number(middle.toFixed(6));
  };
  return {
    world,
    runs: figures.length,
    p99Ms: of(figures.map(({ p99Ms }) => p99Ms)),
    recoveryMs: of(figures.map(({ recovery }) => recovery.longestMs)),
    okCount: of(figures.map(({ okCount }) => okCount)),
    availabilityDuringFaults: of(figures.map(({ duringFaults: { answered, asked } }) => (asked === 0 ? null : answered / asked))),
  };
}

/** Reads the file that `faultline baseline` has written. Throws bad input for anything else. */
export function readBaseline(file: string): BaselineEntries {
  const value = parse(file);
  const entries = isJsonObject(value) && value['format'] === baselineFormat ? value['entries'] : undefined;
  if (!isJsonObject(entries) || !Object.values(entries).every(isFigures))
    throw badInput(
      'bad-baseline',
      `expected a baseline of format ${baselineFormat}, as \`faultline baseline\` writes it, got something else`,
      { file },
    );
  return entries as unknown as BaselineEntries;
}

export function writeBaseline(file: string, entries: BaselineEntries, build: string): void {
  try {
    writeFileSync(file, `${JSON.stringify({ format: baselineFormat, build, entries }, null, 2)}\n`);
  } catch (error) {
    throw new FaultlineError('baseline-unwritable', `cannot write the baseline: ${wordsOf(error)}`, { place: { file } });
  }
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw badInput(
      'bad-baseline',
      `expected a baseline, got: ${wordsOf(error)}. \`faultline baseline ${file}\` writes one from the last runs`,
      { file },
    );
  }
}

function isFigures(value: unknown): boolean {
  if (!isJsonObject(value) || typeof value['world'] !== 'string' || typeof value['runs'] !== 'number') return false;
  return (['p99Ms', 'recoveryMs', 'okCount', 'availabilityDuringFaults'] as const).every(
    (name) => value[name] === null || (typeof value[name] === 'number' && value[name] >= 0),
  );
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
