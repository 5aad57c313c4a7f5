import { existsSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import {
  checkHistory,
  checkLongHistory,
  formatNames,
  type HistoryCheck,
  type HistoryCheckOptions,
  longFileBytes,
  modelNames,
  readHistory,
} from '../../checkers/index.ts';
import { badInput, exitCodes, type Json, type Outcome, type RunVerdict, type Verdict, worstOutcome } from '../core/index.ts';
import { type CampaignDocument, formatVerdict } from '../report/index.ts';
import { quote, recheckRun, summarizeAll } from '../run/index.ts';
import { runFiles } from '../store/index.ts';
import { parseDuration } from '../suite/index.ts';
import { emitCampaign } from './emit-campaign.ts';
import { parseMemorySize } from './memory-size.ts';
import { emit } from './output.ts';
import { readChunks, readLongFile } from './read-input.ts';
import { campaignReporters, parseReporters, plainReporters, reporterOption } from './reporters.ts';

interface CheckOptions {
  readonly model?: string;
  readonly checkers?: string;
  readonly budget: string;
  readonly init?: string;
  readonly memory: string;
  readonly minimize?: boolean;
  readonly failedCas?: string;
  readonly format?: string;
  readonly reporter: string[];
}

/** Findings of one history shown in text; the JSON document has every key. */
const SHOWN_FINDINGS = 3;

const outcomes: Readonly<Record<Verdict, Outcome>> = { valid: 'pass', invalid: 'violation', unknown: 'inconclusive' };

/** `faultline check`: judges again what was recorded, run folders and bare histories alike. */
export function checkCommand(): Command {
  return new Command('check')
    .description('judge recorded runs (folders) or history files again')
    .argument('<path...>', 'run folders (results/latest) or history files (history.jsonl)')
    .option('--model <name>', `model for history files: ${modelNames.join(', ')}`)
    .option('--init <json>', 'the value of every key at the start, instead of the model’s own')
    .option('--format <name>', `of history files: ${formatNames.join(', ')}; found out by content otherwise`)
    .option('--failed-cas <how>', 'observe: a failed cas saw another value; ignore: it says nothing; otherwise by its error')
    .option('--minimize', 'also the smallest history that is still invalid and proves it')
    .option('--checkers <names>', "for run folders: these checkers instead of the plan's")
    .option('--budget <time>', 'time for each history, like 30s', '60s')
    .option('--memory <size>', 'memory for each history file, like 512m', '1g')
    .addOption(reporterOption('; of history files text and json'))
    .action(async (paths: string[], options: CheckOptions) => {
      const folders = paths.filter((path) => isFolder(path));
      const reporters = parseReporters(options.reporter, folders.length > 0 ? campaignReporters : plainReporters);
      const files = paths.filter((path) => !folders.includes(path));
      if (folders.length > 0 && files.length > 0)
        throw badInput('mixed-inputs', 'check: give run folders or history files, not both at once');
      process.exitCode = folders.length > 0 ? checkFolders(folders, options, reporters) : checkFiles(files, options, reporters);
    });
}

function checkFolders(folders: readonly string[], options: CheckOptions, reporters: ReturnType<typeof parseReporters>): number {
  const checkers = options.checkers?.split(',').map((name) => name.trim());
  // `results/latest` soon is another run: the verdict names the folder itself.
  const verdicts = folders.map((folder) =>
    recheckRun(realpathSync(folder), { budgetMs: parseDuration(options.budget), ...(checkers === undefined ? {} : { checkers }) }),
  );
  const suite = [...new Set(verdicts.map(({ plan }) => plan))].join(', ');
  const document: CampaignDocument = { summary: summarizeAll(verdicts), suite, startedAt: new Date(), reasons: [] };
  return emitCampaign(reporters, document, () => `${verdicts.map((verdict) => formatVerdict(verdict, reportOf(verdict))).join('\n')}\n`);
}

/** A run that broke off has no page yet. */
function reportOf({ dir }: RunVerdict): { readonly reportBy?: string } {
  return dir === undefined || existsSync(join(dir, runFiles.report)) ? {} : { reportBy: `npx faultline report ${quote(dir)}` };
}

function checkFiles(files: readonly string[], options: CheckOptions, reporters: ReturnType<typeof parseReporters>): number {
  const { model } = options;
  if (model === undefined)
    throw badInput('model-missing', `check: a history file does not say what it should obey; give --model (${modelNames.join(', ')})`);
  if (!modelNames.includes(model)) throw badInput('unknown-model', `check: --model: expected ${modelNames.join(', ')}, got "${model}"`);
  const common = readCheckOptions(options);
  const given = options.init === undefined ? undefined : parseInit(options.init);
  const histories = files.map((file) => ({ file, checked: neverEmpty(checkFile(file, model, options.format, common, given)) }));
  const empty = histories.filter(({ checked }) => checked.operations === 0);
  warn(empty.map(({ file }) => `${file}: no client invokes an operation in it, so there was nothing to check`));
  const outcome = worstOutcome(histories.map(({ checked }) => outcomes[checked.verdict]));
  emit(reporters, {
    json: () => ({
      outcome,
      exitCode: exitCodes[outcome],
      histories: histories.map(({ file, checked: { verdict, reason, operations, ms, partitions, findings, minimum } }) => ({
        file,
        model,
        verdict,
        ...(operations > 0 || reason === undefined ? {} : { reason }),
        operations,
        ms,
        partitions,
        ...(findings.length === 0 ? {} : { findings }),
        ...(minimum === undefined ? {} : { minimum }),
      })),
    }),
    text: () => histories.map(({ file, checked }) => formatHistory(file, checked)).join('\n'),
  });
  return exitCodes[outcome];
}

/** Every order explains what holds nothing; a file that lost its operations on the way must not pass for it. */
function neverEmpty(checked: HistoryCheck): HistoryCheck {
  if (checked.operations > 0 || checked.verdict !== 'valid') return checked;
  return { ...checked, verdict: 'unknown', reason: 'no operations: nothing was judged' };
}

function checkFile(
  file: string,
  model: string,
  format: string | undefined,
  common: HistoryCheckOptions,
  given: Json | undefined,
): HistoryCheck {
  const withInit = (init: Json | undefined): HistoryCheckOptions => ({ ...common, ...(init === undefined ? {} : { init }) });
  // A smaller history is made of events.
  const bytes = (): Iterable<Uint8Array> => (common.minimize === true ? [] : readLongFile(file, 'history', longFileBytes));
  const long = checkLongHistory(bytes, model, format, withInit(given));
  if (long !== undefined) {
    warn(long.warnings.map((warning) => `${file}: ${warning}`));
    return long;
  }
  const { events, lines, warnings, init } = readHistory(readChunks(file, 'history'), file, format);
  warn(warnings);
  // What a format says of the beginning is the value of a key.
  return checkHistory(events, model, { ...withInit(given ?? (model === 'kv' ? init : undefined)), source: { file, lines } });
}

function warn(warnings: readonly string[]): void {
  for (const warning of warnings) process.stderr.write(`faultline: ${warning}\n`);
}

function readCheckOptions({ budget, memory, minimize, failedCas, format }: CheckOptions): HistoryCheckOptions {
  if (failedCas !== undefined && failedCas !== 'observe' && failedCas !== 'ignore')
    throw badInput('bad-failed-cas', `check: --failed-cas: expected observe or ignore, got "${failedCas}"`);
  if (format !== undefined && !formatNames.includes(format))
    throw badInput('unknown-format', `check: --format: expected ${formatNames.join(', ')}, got "${format}"`);
  return {
    budgetMs: parseDuration(budget, 'check: --budget'),
    memoryBytes: parseMemorySize(memory, 'check: --memory'),
    minimize: minimize ?? false,
    ...(failedCas === undefined ? {} : { failedCas }),
  };
}

function isFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw badInput('no-such-file', `check: there is no ${path}`, { file: path });
  return found.isDirectory();
}

function formatHistory(file: string, { verdict, operations, ms, reason, findings, minimum }: HistoryCheck): string {
  const below = [
    ...(reason === undefined ? [] : [reason]),
    ...findings.slice(0, SHOWN_FINDINGS).map(({ message }) => message),
    ...(minimum?.text ?? []),
  ];
  return [
    `${verdict.padEnd(8)} ${file}  ${operations} ${operations === 1 ? 'operation' : 'operations'}, ${ms} ms`,
    ...below.map((line) => `         ${line}`),
  ].join('\n');
}

function parseInit(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw badInput('bad-init', `check: --init: expected JSON, like null, 0 or '"text"', got ${text}`);
  }
}
