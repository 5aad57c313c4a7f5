import type { Plan } from '../core/index.ts';
import { checkName } from './known-name.ts';
import type { Problem } from './problems.ts';
import type { KnownNames } from './suite.ts';
import { checkModule } from './system-module.ts';

/** Names in a plan that this build does not know: of its system, workload, checkers and planted bugs. */
export function checkPlanNames({ system, workload, checkers }: Plan, known: KnownNames): Problem[] {
  const problems: Problem[] = [];
  const bugs = system.from === undefined ? bugsByName(system.name, known, problems) : bugsOfModule(system, system.from, known, problems);
  checkName('workload', workload.name, known.workloads, ['workload', 'name'], problems);
  for (const [i, name] of checkers.entries()) checkName('checker', name, known.checkers, ['checkers', i], problems);
  if (bugs !== undefined)
    for (const [node, bug] of Object.entries(system.variants)) checkName('bug', bug, bugs, ['system', 'variants', node], problems);
  return problems;
}

function bugsByName(name: string, known: KnownNames, problems: Problem[]): readonly string[] | undefined {
  checkName('system', name, known.systems, ['system', 'name'], problems);
  return known.systems.includes(name) ? known.bugs(name) : undefined;
}

function bugsOfModule({ name }: Plan['system'], from: string, known: KnownNames, problems: Problem[]): readonly string[] | undefined {
  const found = checkModule(from, known, ['system', 'from'], problems);
  if (found === undefined || found.name === name) return found?.bugs;
  const message = `expected "${found.name}", which is what the system of ${from} is called now, got "${name}"`;
  problems.push({ code: 'unknown-system', path: ['system', 'name'], message });
  return undefined;
}
