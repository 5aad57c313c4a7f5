import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { SystemPlan } from '../core/index.ts';
import { checkName } from './known-name.ts';
import type { Path, Problem } from './problems.ts';
import type { KnownNames } from './suite.ts';

/** Whether a system is named by where its module is: what begins with `./`, `../` or `/` is a path, everything else is a name. */
export function isModulePath(system: string): boolean {
  return /^(\.{0,2}\/)/.test(system);
}

/** Whether it was meant as one, though it does not begin as one. */
export function isLikePath(system: string): boolean {
  return !isModulePath(system) && (system.includes('/') || /\.[cm]?[jt]s$/.test(system));
}

/** A module's place as plans have it, from a path that was written in `folder`. */
export function moduleFrom(folder: string, path: string): string {
  const file = resolve(folder, path);
  const near = relative('', file);
  const outside = near === '' || near === '..' || near.startsWith(`..${sep}`) || isAbsolute(near);
  if (outside && (isAbsolute(join(folder, path)) || isAbsolute(near))) return file;
  const shown = near.split(sep).join('/');
  return outside ? shown : `./${shown}`;
}

/** The same, written in a suite: from the suite's folder. */
export function moduleOfSuite(suiteFile: string, path: string): string {
  return moduleFrom(dirname(suiteFile), path);
}

/** The system that a suite names, by name or by path; one that is not there is added to `problems`. */
export function knownSystem(
  system: string,
  suiteFile: string,
  known: KnownNames,
  path: Path,
  problems: Problem[],
): { readonly ref: Pick<SystemPlan, 'name' | 'from'>; readonly bugs: readonly string[] | undefined } {
  if (!isModulePath(system)) {
    if (isLikePath(system))
      problems.push({ code: 'unknown-system', path, message: `expected a path to begin with ./ or ../, got "${system}"` });
    else checkName('system', system, known.systems, path, problems);
    return { ref: { name: system }, bugs: known.systems.includes(system) ? known.bugs(system) : undefined };
  }
  const from = moduleOfSuite(suiteFile, system);
  const found = checkModule(from, known, path, problems);
  return { ref: { name: found?.name ?? system, from }, bugs: found?.bugs };
}

/** What is known of a module; if it could not be loaded, that is added to `problems`. */
export function checkModule(
  from: string,
  known: KnownNames,
  path: Path,
  problems: Problem[],
): { readonly name: string; readonly bugs: readonly string[] } | undefined {
  const found = known.modules?.get(from);
  if (found !== undefined && 'name' in found) return found;
  const { code, message } = found ?? { code: 'unknown-system', message: `expected the name of a system (${known.systems.join(', ')})` };
  problems.push({ code, path, message });
  return undefined;
}
