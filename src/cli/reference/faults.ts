import { localCapabilities } from '../../cluster/local/index.ts';
import { type FaultFamily, faultFamilies, flavours, kindOf } from '../../nemesis/index.ts';
import { sectionsOf } from '../catalogue.ts';
import { code, page, paragraphs, table } from './markdown.ts';
import { stepFields } from './step-fields.ts';

/** docs/faults.md */
export function faultsPage(): string {
  return page(
    'Faults',
    'A fault is one thing broken for an interval. A **kind** is what a step of a `schedule` names, with all its fields. A **name** is what `nemesis: { faults: [...] }` and `--nemesis a,b,c` take: a kind with its target and strength drawn from the seed. `npx faultline list kill-leader` prints what stands here of `kill-leader`; `npx faultline doctor` says what this machine can do.',
    'The weight of a name says what it leaves: with `soft` the cluster works on, with `hard` at most a minority is lost, with `fatal` nothing works until it ends. A soft fault may overlap a hard one.',
    ...faultFamilies.map(describe),
    stepsText,
  );
}

const stepsText = `## Steps

A step of a schedule has a \`kind\`, begins \`at\` a time or \`on\` an event, and lasts \`for\` a time, \`until\` \`{ at }\` or \`{ event }\`, or to the end of the phase. Its fields are in [suite.md](suite.md#a-step-of-a-schedule). What becomes of it stands in the report: \`in-force\` (its effect was seen), \`idle\` (its rules stood, and no message tried to pass), \`merged\` (what it strikes was down already by another fault) or \`missing\` (it could not be put in force; the run then proves nothing).`;

function describe({ title, about, kinds }: FaultFamily): string {
  const entries = Object.entries(kinds);
  const names = [...flavours].filter(([name]) => kinds[kindOf(name) ?? 'kill'] !== undefined);
  return [
    `## ${title}`,
    table(
      ['kind', 'what it does', 'fields', 'where'],
      entries.map(([kind, does]) => [code(kind), does, stepFields(kind).map(code).join(' '), worldOf(kind)]),
    ),
    paragraphs(sectionsOf(about)),
    table(
      ['name', 'what it does', 'weight', 'nodes'],
      names.map(([name, { description, weight, minNodes }]) => [code(name), description, weight, `${minNodes} or more`]),
    ),
  ].join('\n\n');
}

function worldOf(kind: string): string {
  if (localCapabilities('linux').can(kind) !== true) return 'simulated world only';
  return localCapabilities('darwin').can(kind) === true ? 'everywhere' : 'not on macOS';
}
