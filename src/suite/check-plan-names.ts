import type { Plan } from '../core/index.ts';
import { checkName } from './known-name.ts';
import type { Problem } from './problems.ts';
import type { KnownNames } from './suite.ts';

/** Names in a plan that this build does not know: of its system, workload, checkers and planted bugs. */
export function checkPlanNames({ system, workload, checkers }: Plan, known: KnownNames): Problem[] {
  const problems: Problem[] = [];
  checkName('system', system.name, known.systems, ['system', 'name'], problems);
  checkName('workload', workload.name, known.workloads, ['workload', 'name'], problems);
  for (const [i, name] of checkers.entries()) checkName('checker', name, known.checkers, ['checkers', i], problems);
  if (known.systems.includes(system.name)) {
    const bugs = known.bugs(system.name);
    for (const [node, bug] of Object.entries(system.variants)) checkName('bug', bug, bugs, ['system', 'variants', node], problems);
  }
  return problems;
}
