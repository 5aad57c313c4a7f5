/** What is thrown where nobody catches it, in a process that modules of the user's share: each is heard by whoever it belongs to. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FaultlineError } from '../core/index.ts';

interface Hearer {
  /** The user's modules that it answers for (`from` of a plan). */
  readonly modules: readonly string[];
  readonly hear: (error: FaultlineError) => void;
}

/** A campaign, and behind it the run that it carries out. */
const hearers: Hearer[] = [];

/**
 * Lives `life`, and tells `hear` of what is thrown meanwhile where nobody catches it, as by a library's `error` event that nobody listens to:
 * else it would end the program. Where several listen, the last one that answers for the module in the error's stack hears it; of an error
 * that names no module the last one of all. Without modules there is nothing to answer for: what is thrown then is our own defect.
 */
export async function hearingUncaught<T>(modules: readonly string[], hear: Hearer['hear'], life: () => Promise<T>): Promise<T> {
  if (modules.length === 0 || (hearers.length === 0 && process.hasUncaughtExceptionCaptureCallback())) return life();
  const hearer = { modules, hear };
  if (hearers.length === 0) process.setUncaughtExceptionCaptureCallback(tell);
  hearers.push(hearer);
  try {
    return await life();
  } finally {
    hearers.splice(hearers.indexOf(hearer), 1);
    if (hearers.length === 0) process.setUncaughtExceptionCaptureCallback(null);
  }
}

/** Whatever was thrown: `throw null` is allowed. */
function tell(thrown: unknown): void {
  const words = wordsOf(thrown);
  const last = hearers.findLast(({ modules }) => modules.some((from) => isNamed(from, words))) ?? hearers.at(-1);
  if (last === undefined) return;
  const named = last.modules.find((from) => isNamed(from, words));
  last.hear(uncaught(named === undefined ? last.modules : [named], words, thrown));
}

function uncaught(modules: readonly string[], words: string, cause: unknown): FaultlineError {
  const clients = `the client${modules.length === 1 ? '' : 's'} of ${modules.join(', ')}`;
  const what = `while ${clients} ${modules.length === 1 ? 'was' : 'were'} at work something threw where nobody catches it: ${words}`;
  const message = `${what}\nIf it is not that module's, or its library's, it is a defect of Faultline's; it is not the system's.`;
  return new FaultlineError('uncaught', message, { cause });
}

function isNamed(from: string, stack: string): boolean {
  const file = resolve(from);
  return stack.includes(pathToFileURL(file).href) || stack.includes(file);
}

function wordsOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.stack ?? thrown.message;
  try {
    return String(thrown);
  } catch {
    // An object without a prototype, or one that will not be told.
    return 'something that cannot be written down';
  }
}
