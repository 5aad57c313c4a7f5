/**
 * `npm run conformance -- DIR [--budget SECONDS]`: checks the recorded histories of a folder against its `expected.tsv` (a line each:
 * file, model, valid or invalid). Prints a line a file and a summary. Ends with 0 if all match, 1 if any does not, 254 if the folder,
 * the table or a history cannot be read. Runs what was built last (`npm run build`).
 */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const defaultBudgetSeconds = 60;
const readAtOnceBytes = 1 << 20;
const badInput = 254;

class BadInput extends Error {}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof BadInput)) throw error;
  console.error(error.message);
  process.exitCode = badInput;
}

async function main() {
  const { folder, timeMs } = readArguments();
  const porcupine = await import('../dist/index.js');
  const { check, models, withInit } = porcupine;
  const lines = readExpected(join(folder, 'expected.tsv'), models);
  let mismatches = 0;
  let totalMs = 0;
  for (const { file, model, expected } of lines) {
    const { history, beginsEmpty } = readHistory(porcupine, join(folder, file), file, models[model]);
    const chosen = beginsEmpty && model === 'kv' ? withInit(models[model], '') : models[model];
    const started = performance.now();
    const { verdict, reason } = judge(() => check(chosen, history, { timeMs }), file);
    const ms = performance.now() - started;
    totalMs += ms;
    if (verdict !== expected) mismatches += 1;
    const flaw = verdict === expected ? '' : `  MISMATCH: expected ${expected}${reason === undefined ? '' : ` (${reason})`}`;
    console.log(`${file.padEnd(28)} ${model.padEnd(14)} ${verdict.padEnd(8)} ${ms.toFixed(1).padStart(9)} ms${flaw}`);
  }
  console.log(
    `${lines.length} histories, ${lines.length - mismatches} as expected, ${mismatches} not; ${totalMs.toFixed(0)} ms of checking`,
  );
  return mismatches === 0 ? 0 : 1;
}

function judge(check, file) {
  try {
    return check();
  } catch (error) {
    if (error.name !== 'HistoryError') throw error;
    throw new BadInput(`${file}: ${error.message}`);
  }
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { budget: { type: 'string' } } });
    const timeMs = Number(values.budget ?? defaultBudgetSeconds) * 1000;
    if (!(timeMs > 0)) throw new TypeError(`expected --budget to be a number of seconds, got ${values.budget}`);
    if (positionals.length !== 1) throw new TypeError('usage: npm run conformance -- DIR [--budget SECONDS]');
    // npm runs scripts in the package's folder and says where it was called.
    return { folder: resolve(process.env.INIT_CWD ?? '.', positionals[0]), timeMs };
  } catch (error) {
    throw new BadInput(error.message);
  }
}

function readExpected(path, models) {
  const lines = read(path)
    .split('\n')
    .map((line, i) => ({ line: line.trimEnd(), place: `${path}:${i + 1}:1` }))
    .filter(({ line }) => line !== '');
  if (lines.length === 0) throw new BadInput(`${path}: expected a line for each history, got none`);
  return lines.map(({ line, place }) => {
    const [file, model, expected, ...rest] = line.split('\t');
    if ((expected !== 'valid' && expected !== 'invalid') || rest.length > 0) {
      throw new BadInput(`${place}: expected file, model and "valid" or "invalid", separated by tabs, got ${JSON.stringify(line)}`);
    }
    if (models[model] === undefined) throw new BadInput(`${place}: expected a model (${Object.keys(models).join(', ')}), got ${model}`);
    return { file, model, expected };
  });
}

/** A history as `check` takes it: columns of a long file of JSON lines, events of any other. */
function readHistory({ HistoryReader, longFileBytes, readLongFile }, path, file, model) {
  try {
    if (model.plain !== undefined && statSync(path).size >= longFileBytes) {
      const long = readLongFile(chunksOf(path));
      if (long !== undefined) return { history: long.columns, beginsEmpty: false };
    }
    const reader = new HistoryReader();
    const decoder = new TextDecoder('utf-8', { fatal: true });
    for (const chunk of chunksOf(path)) reader.push(decoder.decode(chunk, { stream: true }));
    reader.push(decoder.decode());
    const { events, format } = reader.end();
    // The strings of Porcupine's key-value data begin empty.
    return { history: events, beginsEmpty: format === 'porcupine-kv' };
  } catch (error) {
    if (error.name === 'ParseError') throw new BadInput(`${file}:${error.line}:${error.column}: ${error.message}`);
    throw new BadInput(`cannot read ${path}: ${error.message}`);
  }
}

function* chunksOf(path) {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(readAtOnceBytes);
    for (let count = readSync(descriptor, bytes); count > 0; count = readSync(descriptor, bytes)) yield bytes.subarray(0, count);
  } finally {
    closeSync(descriptor);
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new BadInput(`cannot read ${path}: ${error.message}`);
  }
}
