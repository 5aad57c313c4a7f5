import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { checkHistory, modelNames, readHistory } from '../../checkers/linearizability/index.ts';
import { badInput, exitCodes, formatPlace, type Outcome, type Verdict, worstOutcome } from '../core/index.ts';
import { formatVerdict } from '../report/index.ts';
import { recheckRun, summarize } from '../run/index.ts';
import { parseDuration } from '../suite/index.ts';
import { emit } from './output.ts';
import { parseReporters } from './reporters.ts';

interface CheckOptions {
  readonly model?: string;
  readonly checkers?: string;
  readonly budget: string;
  readonly reporter: string[];
}

const outcomes: Readonly<Record<Verdict, Outcome>> = { valid: 'pass', invalid: 'violation', unknown: 'inconclusive' };

/** `faultline check`: judges again what was recorded, run folders and bare histories alike. */
export function checkCommand(): Command {
  return new Command('check')
    .description('judge recorded runs (folders) or history files again')
    .argument('<path...>', 'run folders (results/latest) or history files (history.jsonl)')
    .option('--model <name>', `model for history files: ${modelNames.join(', ')}`)
    .option('--checkers <names>', "for run folders: these checkers instead of the plan's")
    .option('--budget <time>', 'time for each history, like 30s', '60s')
    .option('--reporter <name[=file]>', 'text or json; may be repeated', (value, all: string[]) => [...all, value], [])
    .action(async (paths: string[], options: CheckOptions) => {
      const reporters = parseReporters(options.reporter.length === 0 ? ['text'] : options.reporter);
      const folders = paths.filter((path) => isFolder(path));
      const files = paths.filter((path) => !folders.includes(path));
      if (folders.length > 0 && files.length > 0)
        throw badInput('mixed-inputs', 'check: give run folders or history files, not both at once');
      process.exitCode = folders.length > 0 ? checkFolders(folders, options, reporters) : checkFiles(files, options, reporters);
    });
}

function checkFolders(folders: readonly string[], options: CheckOptions, reporters: ReturnType<typeof parseReporters>): number {
  const checkers = options.checkers?.split(',').map((name) => name.trim());
  const verdicts = folders.map((folder) =>
    recheckRun(resolve(folder), { budgetMs: parseDuration(options.budget), ...(checkers === undefined ? {} : { checkers }) }),
  );
  const outcome = worstOutcome(verdicts.map((verdict) => verdict.outcome));
  emit(reporters, {
    json: () => ({ outcome, exitCode: exitCodes[outcome], runs: verdicts.map(summarize) }),
    text: () => verdicts.map((verdict) => formatVerdict(verdict)).join('\n'),
  });
  return exitCodes[outcome];
}

function checkFiles(files: readonly string[], options: CheckOptions, reporters: ReturnType<typeof parseReporters>): number {
  const { model } = options;
  if (model === undefined)
    throw badInput('model-missing', `check: a history file does not say what it should obey; give --model (${modelNames.join(', ')})`);
  if (!modelNames.includes(model)) throw badInput('unknown-model', `check: --model: expected ${modelNames.join(', ')}, got "${model}"`);
  const budgetMs = parseDuration(options.budget);
  const histories = files.map((file) => {
    const { events, warnings } = readHistory(readText(file), file);
    for (const warning of warnings) process.stderr.write(`faultline: ${warning}\n`);
    const { verdict, reason, operations, ms, partitions } = checkHistory(events, model, { budgetMs });
    return { file, model, verdict, operations, ms, partitions, ...(reason === undefined ? {} : { reason }) };
  });
  const outcome = worstOutcome(histories.map(({ verdict }) => outcomes[verdict]));
  emit(reporters, {
    json: () => ({ outcome, exitCode: exitCodes[outcome], histories }),
    text: () =>
      histories
        .map(
          ({ file, verdict, operations, ms, reason }) =>
            `${verdict.padEnd(8)} ${file}  ${operations} operations, ${ms} ms${reason === undefined ? '' : `\n         ${reason}`}`,
        )
        .join('\n'),
  });
  return exitCodes[outcome];
}

function isFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw badInput('no-such-file', `check: there is no ${path}`, { file: path });
  return found.isDirectory();
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw badInput('unreadable', `check: cannot read ${formatPlace({ file })}: ${error instanceof Error ? error.message : String(error)}`, {
      file,
    });
  }
}
