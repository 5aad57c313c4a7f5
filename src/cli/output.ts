import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { FaultlineError } from '../core/index.ts';
import { isOnOutput, type Reporter } from './reporters.ts';
import { standardOutput } from './standard-output.ts';

/** Writes each reporter's text where it belongs. Standard output holds one reporter's text and nothing else. */
export function emit(reporters: readonly Reporter[], render: { readonly json: () => unknown; readonly text: () => string }): void {
  for (const { name, file } of reporters) {
    const text = name === 'json' ? `${JSON.stringify(render.json(), null, file === undefined ? 0 : 2)}\n` : `${render.text()}\n`;
    if (file === undefined) standardOutput.write(text);
    else writeReport(file, text);
  }
}

/** The same, and what people read is on standard error where no reporter puts it on standard output. */
export function emitShown(reporters: readonly Reporter[], render: { readonly json: () => unknown; readonly text: () => string }): void {
  if (!isOnOutput(reporters, 'text')) process.stderr.write(`${render.text()}\n`);
  emit(reporters, render);
}

/** Makes the folder too: CI systems like their results in one of its own. */
export function writeReport(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    throw new FaultlineError('reporter-unwritable', `cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`, {
      place: { file },
    });
  }
}

/**
 * Text for people where GitHub reads along: a line of a node's last words that looks like a workflow command is shown, and commands nothing.
 * (A command may stand behind blanks.)
 */
export function forPeople(text: string): string {
  return process.env['GITHUB_ACTIONS'] === 'true' ? text.replace(/^(\s*)(::|##\[)/gm, '$1\\$2') : text;
}
