#!/usr/bin/env node
/**
 * `porcupine-wasm FILE... --model NAME`: checks recorded histories. Ends with 0 if all are valid, 1 if one is invalid, 2 if one could
 * not be decided within its budget, 254 for bad usage and malformed files, 255 for what is a defect of this program.
 */
import { HistoryError } from '../history.ts';
import { checkFile } from './check-file.ts';
import { type CommandLine, helpText, InputError, readCommandLine } from './options.ts';
import { exitCodes, outcomeOf } from './outcome.ts';
import { asJson, asLines } from './report.ts';

/** A verdict on nothing must not look like one on something. */
const nothingChecked = 'no client invokes an operation in it, so there was nothing to check';

// A reader that goes away (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  try {
    const line = readCommandLine(args);
    if (line === 'help') {
      process.stdout.write(helpText);
      return exitCodes.pass;
    }
    return run(line);
  } catch (error) {
    return refuse(error, args);
  }
}

function run(line: CommandLine): number {
  // In text a verdict is told as soon as it is there; the JSON document has all of them.
  const histories = line.files.map((file) => {
    const checked = checkFile(file, line);
    const warnings = checked.operations === 0 ? [...checked.warnings, nothingChecked] : checked.warnings;
    for (const warning of warnings) process.stderr.write(`porcupine-wasm: ${file}: ${warning}\n`);
    if (line.reporter === 'text') process.stdout.write(`${asLines(checked).join('\n')}\n`);
    return checked;
  });
  const outcome = outcomeOf(histories.map(({ result }) => result.verdict));
  if (line.reporter === 'json') process.stdout.write(`${JSON.stringify(asJson(outcome, histories))}\n`);
  return exitCodes[outcome];
}

function refuse(error: unknown, args: readonly string[]): number {
  const isInput = error instanceof InputError || error instanceof HistoryError;
  const code = isInput ? error.code : 'internal';
  const message = isInput ? error.message : `this is a defect of porcupine-wasm: ${error instanceof Error ? error.stack : String(error)}`;
  const at = error instanceof InputError && error.place !== undefined ? { at: error.place } : {};
  process.stderr.write(`porcupine-wasm: ${'at' in at ? `${at.at}: ` : ''}${message}\n`);
  const exitCode = isInput ? exitCodes.broken : exitCodes.internal;
  const wantsJson = args.some((arg, i) => arg === '--reporter=json' || (arg === '--reporter' && args[i + 1] === 'json'));
  if (wantsJson)
    process.stdout.write(`${JSON.stringify({ outcome: 'broken', exitCode, histories: [], error: { code, message, ...at } })}\n`);
  return exitCode;
}
