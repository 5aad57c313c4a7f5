import { systems } from '../../../nodes/index.ts';
import type { System } from '../../core/index.ts';
import { code, page, paragraphs } from './markdown.ts';

/** docs/bugs.md */
export function bugsPage(): string {
  return page(
    'Planted bugs',
    'Each replaces one rule of a node that is otherwise right, and comes from a real incident. `--bug NAME` plants it in every node and runs the directed plan that was made for it, `--bug NAME@n2` plants it in one node; `--plan NAME` runs the same plan on the right node, which passes. In the simulated world (`npx faultline sim --bug NAME`) the plans are drawn and know nothing of the bug.',
    ...[...systems.values()].filter(({ variants }) => variants.length > 0).map(describe),
  );
}

function describe({ name, variants, plans }: System): string {
  const bugs = variants.map((bug) =>
    [
      `### ${bug.name}`,
      bug.description,
      paragraphs([
        ['From', `${bug.source}.`],
        ['Seen by', `${bug.foundBy.map(code).join(', ')}.`],
        ['Its plan', plans[bug.name]?.description ?? 'It has none.'],
      ]),
      `    npx faultline run --bug ${bug.name}\n    npx faultline sim --bug ${bug.name}`,
    ].join('\n\n'),
  );
  return [`## In ${code(name)}`, ...bugs].join('\n\n');
}
