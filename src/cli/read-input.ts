import { readFileSync } from 'node:fs';
import { badInput } from '../core/index.ts';

/** The text of a file that the user named. */
export function readInput(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw badInput('unreadable', `expected a ${what} that can be read: ${error instanceof Error ? error.message : String(error)}`, {
      file,
    });
  }
}
