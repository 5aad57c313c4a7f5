import { didYouMean } from './closest.ts';
import type { Path, Problem } from './problems.ts';

/** Adds a problem for a name that this build does not know. */
export function checkName(what: string, name: string, names: readonly string[], path: Path, problems: Problem[]): void {
  if (names.includes(name)) return;
  const known = names.length === 0 ? 'none: there are none' : `one of ${names.join(', ')}`;
  const message = `expected a ${what}, ${known}; got "${name}"${didYouMean(name, names)}`;
  problems.push({ code: `unknown-${what}`, path, message });
}
