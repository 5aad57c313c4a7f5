import { workloads } from '../../../workloads/index.ts';
import type { Workload } from '../../core/index.ts';
import { sectionsOf } from '../catalogue.ts';
import { code, page, paragraphs, table } from './markdown.ts';

/** docs/workloads.md */
export function workloadsPage(): string {
  return page(
    'Workloads',
    'A workload says which operations the clients do and which checkers judge the run. A suite names one (`workload: kv`, or `workload: { name: kv, keys: 5, operationsPerRotation: 60, mix: { get: 50, put: 50 } }`), and so does `--workload`. `npx faultline list kv` prints what stands here of `kv`.',
    ...[...workloads.values()].map(describe),
  );
}

function describe({ name, description, about, model, checkers, defaults }: Workload): string {
  const total = Object.values(defaults.mix).reduce((sum, weight) => sum + weight, 0);
  const rows = Object.entries(defaults.mix).map(([f, weight]) => [code(f), `${Math.round((100 * weight) / total)} %`]);
  return [
    `## ${name}`,
    description,
    paragraphs(sectionsOf(about)),
    `It is judged by ${checkers.map(code).join(', ')}, and by what the system adds; the model is ${code(model)}. ${defaults.keyCount} keys are in use at one time, and a client goes on to others after ${defaults.operationsPerRotation} operations, so that no key's history grows without end.`,
    table(['operation', 'share'], rows),
  ].join('\n\n');
}
