import { closeSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { badInput, FaultlineError } from '../core/index.ts';
import { type ExportFormat, type ExportWindow, exportFormats } from '../report/index.ts';
import { exportRun } from '../run/index.ts';
import { parseDuration } from '../suite/index.ts';
import { standardOutput } from './standard-output.ts';

export interface ExportFlags {
  readonly output?: string;
  readonly from?: string;
  readonly to?: string;
}

/** So much is gathered before it is written: a line at a time would cost a call each. */
const WRITE_CHARS = 256 * 1024;

/** Writes each run as one file of the format, and prints where. */
export async function exportRuns(folders: readonly string[], name: string, flags: ExportFlags): Promise<void> {
  const format = exportFormats[name];
  if (format === undefined)
    throw badInput('unknown-export', `report: --export: expected ${Object.keys(exportFormats).join(', ')}, got "${name}"`);
  const window = windowOf(name, format, flags);
  const warn = (warning: string): void => void process.stderr.write(`faultline: ${warning}\n`);
  const pieces = (dir: string) => exportRun({ dir, format, warn, ...(window === undefined ? {} : { window }) });
  if (flags.output === '-') {
    const [only, another] = folders;
    if (only === undefined || another !== undefined)
      throw badInput('one-output', 'report: --output - takes one run; several are written to a folder');
    return toStandardOutput(pieces(only));
  }
  for (const [dir, file] of placesOf(folders, format, flags.output)) {
    writeWhole(file, pieces(dir));
    standardOutput.write(`${file}\n`);
  }
}

function windowOf(name: string, { takesWindow }: ExportFormat, { from, to }: ExportFlags): ExportWindow | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (!takesWindow)
    throw badInput('whole-export', `report: --from and --to: expected the whole run for ${name}: a history with holes must not be judged`);
  const fromMs = from === undefined ? 0 : parseDuration(from, 'report: --from');
  const toMs = to === undefined ? Number.POSITIVE_INFINITY : parseDuration(to, 'report: --to');
  if (fromMs > toMs) throw badInput('empty-window', `report: expected --from before --to, got ${from} and ${to}`);
  return { fromMs, toMs };
}

/** Where each run's file goes. Nothing is written before it is clear that no two go to the same place. */
function placesOf(folders: readonly string[], { fileName }: ExportFormat, output: string | undefined): [dir: string, file: string][] {
  if (output === undefined) return folders.map((dir) => [dir, join(dir, fileName)]);
  const isFolder = output.endsWith('/') || statSync(output, { throwIfNoEntry: false })?.isDirectory() === true;
  const [only, another] = folders;
  if (only !== undefined && another === undefined && !isFolder) return [[only, resolve(output)]];
  if (!isFolder && statSync(output, { throwIfNoEntry: false }) !== undefined)
    throw badInput('output-not-folder', `report: --output: expected a folder for ${folders.length} runs, got ${output}, which is a file`);
  const places = folders.map((dir): [string, string] => [
    dir,
    join(resolve(output), `${basename(dirname(dir))}-${basename(dir)}-${fileName}`),
  ]);
  if (new Set(places.map(([, file]) => file)).size < places.length)
    throw badInput('same-output', 'report: expected runs of different names, got the same one twice');
  orUnwritable(output, () => mkdirSync(output, { recursive: true }));
  return places;
}

/** The file is there when it is whole. */
function writeWhole(file: string, pieces: Iterable<string>): void {
  const unfinished = join(dirname(file), `.${basename(file)}.${process.pid}`);
  const fd = orUnwritable(file, () => openSync(unfinished, 'w'));
  let isWhole = false;
  try {
    for (const text of gathered(pieces)) {
      const bytes = Buffer.from(text);
      orUnwritable(file, () => {
        for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
      });
    }
    isWhole = true;
  } finally {
    closeSync(fd);
    if (!isWhole) rmSync(unfinished, { force: true });
  }
  orUnwritable(file, () => renameSync(unfinished, file));
}

/** Waits for whoever reads; one that goes away ends it. */
async function toStandardOutput(pieces: Iterable<string>): Promise<void> {
  for (const text of gathered(pieces)) {
    if (process.stdout.destroyed) return;
    if (!standardOutput.write(text))
      await new Promise<void>((resume) => {
        process.stdout.once('drain', resume);
        process.stdout.once('close', resume);
        process.stdout.once('error', () => resume());
      });
  }
}

function* gathered(pieces: Iterable<string>): Generator<string> {
  let texts: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    texts.push(piece);
    length += piece.length;
    if (length < WRITE_CHARS) continue;
    yield texts.join('');
    texts = [];
    length = 0;
  }
  if (length > 0) yield texts.join('');
}

function orUnwritable<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new FaultlineError('export-unwritable', `cannot write ${file}: ${why}`, { place: { file }, cause: error });
  }
}
