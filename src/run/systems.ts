/** Systems of the user's own: modules that are loaded when a command names them, and stand beside those that Faultline knows by name. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systems as builtIn } from '../../nodes/index.ts';
import { badInput, FaultlineError, type Plan, type System, type Systems } from '../core/index.ts';
import { checkDefinition, completeSystem, type SystemDefinition } from '../system/index.ts';

/** Of a stack, the lines that say where. */
const STACK_LINES = 6;
const SYNTAX_CHECK_TIMEOUT_MS = 10_000;

/** What a command knows, and which modules could not be loaded: told by whoever named them, where they were named. */
export interface OpenedSystems {
  readonly systems: Systems;
  readonly failures: ReadonlyMap<string, FaultlineError>;
}

/** Those that Faultline knows by name. */
export const builtInSystems: Systems = builtIn;

let isModuleOpened = false;

/** Whether this process has run code of the user's, which may go on behind the command. */
export function hasOpenedModules(): boolean {
  return isModuleOpened;
}

/** Loads each of these modules (`from` of a plan), once a process however often it is asked. Throws nothing: see `failures`. */
export async function openSystems(modules: readonly string[]): Promise<OpenedSystems> {
  const systems = new Map(builtIn);
  const failures = new Map<string, FaultlineError>();
  for (const from of new Set(modules)) {
    try {
      systems.set(from, await loadSystem(from));
    } catch (error) {
      failures.set(from, error instanceof FaultlineError ? error : badInput('system-module-broken', String(error)));
    }
  }
  return { systems, failures };
}

/**
 * Whether the nodes of a recorded run wrote a trace: all that judging it needs of its system, so that a run can be looked at where the
 * system's module is not. undefined: a system that is not known here.
 */
export function tracedOf({ system }: Plan): boolean | undefined {
  return system.from === undefined ? builtIn.get(system.name)?.traced : (system.traced ?? false);
}

/** The system that this module exports. Throws bad input that says what is wrong with it. */
async function loadSystem(from: string): Promise<System> {
  const file = resolve(from);
  if (!existsSync(file)) {
    const where = file === from ? '' : ` (${file}: plans and --system look from the working folder, suites from their own)`;
    throw badInput('system-module-missing', `expected a module that says what a system is, but there is no ${from}${where}`);
  }
  const exported = await importModule(from, file);
  if (exported['default'] === undefined) {
    const names = Object.keys(exported);
    const got = names.length === 0 ? 'exports nothing' : `exports only ${names.join(', ')}`;
    throw badInput(
      'system-module-invalid',
      `${from}: expected a default export, as in \`export default defineSystem({ ... })\`; the module ${got}`,
    );
  }
  const problems = checkDefinition(exported['default']);
  if (problems.length > 0) throw badInput('system-module-invalid', `${from}: its default export is no system:\n  ${problems.join('\n  ')}`);
  const system = completeSystem(exported['default'] as SystemDefinition);
  if (builtIn.has(system.name))
    throw badInput(
      'system-name-taken',
      `${from}: name: expected a name of its own, got "${system.name}", which is a system of Faultline's`,
    );
  return system;
}

async function importModule(from: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  isModuleOpened = true;
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof FaultlineError) throw badInput('system-module-invalid', `${from}: ${error.message}`);
    throw badInput(
      'system-module-broken',
      `${from}: expected a module that can be loaded, but importing it failed: ${whyNot(file, error)}`,
    );
  }
}

function whyNot(file: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION' && /\.[cm]?ts$/.test(file))
    return `this Node (${process.version}) does not load TypeScript; use Node 22.18 or newer, or name a .mjs or .js file`;
  if (code === 'ERR_MODULE_NOT_FOUND' && error instanceof Error && error.message.includes("'faultline'"))
    return 'it imports faultline/system, and the package is not installed where it is: npm i -D faultline';
  if (code === 'ERR_UNSUPPORTED_DIR_IMPORT') return 'it is a folder; name the file in it';
  if (!(error instanceof Error)) return String(error);
  const told = error instanceof SyntaxError ? syntaxErrorOf(file) : undefined;
  if (told !== undefined) return told;
  const lines = (error.stack ?? error.message).split('\n').filter((line) => !line.includes('node:internal'));
  return lines.slice(0, STACK_LINES).join('\n');
}

/** Where in the file: what `import()` throws does not say it, and `node --check` does. undefined: the mistake is in another file. */
function syntaxErrorOf(file: string): string | undefined {
  const { status, stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8', timeout: SYNTAX_CHECK_TIMEOUT_MS });
  if (status !== 1) return undefined;
  const lines = stderr.split('\n');
  const end = lines.findIndex((line) => line.startsWith('SyntaxError'));
  return end < 0 ? undefined : lines.slice(0, end + 1).join('\n');
}
