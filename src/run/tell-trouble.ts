import { readable } from '../report/index.ts';

/** Different ones are told in the life of this program, and no more of them. */
const TOLD_TROUBLES_MAX = 3;
const told = new Set<string>();

/** What a client of a user's own has to say, on standard error: one line, of which neither a terminal nor GitHub obeys anything. */
export function tellTrouble(words: string, write: (line: string) => void = (line) => void process.stderr.write(line)): void {
  if (told.size >= TOLD_TROUBLES_MAX || told.has(words)) return;
  told.add(words);
  write(`faultline: ${readable(words)}${told.size === TOLD_TROUBLES_MAX ? ' (others are not told)' : ''}\n`);
}
