import { checkers, modelNames } from '../../../checkers/index.ts';
import type { About, Checker } from '../../core/index.ts';
import { alwaysJudged } from '../../run/index.ts';
import { sectionsOf } from '../catalogue.ts';
import { code, page, paragraphs, table } from './markdown.ts';

/** docs/checkers.md */
export function checkersPage(): string {
  return page(
    'Checkers',
    'A checker judges a recorded run and says `valid`, `invalid` or `unknown`, with a reason and the evidence. `linearizability` has a budget in time and in memory (`limits.checkerBudget`, `limits.checkerMemoryMiB`), `raft-safety` one in memory; spent, they say `unknown`, never anything wrong. The others count as they go. `npx faultline check DIR` judges a recorded run anew, `npx faultline list raft-safety` prints what stands here of `raft-safety`.',
    'A run is judged by the checkers of its workload and of its system, or by those that the suite (`checkers: [...]`) or `--checkers` names.',
    '## By name',
    ...[...checkers.values()].map(describe),
    '## Always judged',
    'Whatever the suite and `--checkers` say, every run is judged by these too.',
    ...alwaysJudged.map(describe),
    '## Bare histories',
    `\`npx faultline check FILE --model NAME\` judges a history of any system by one model: ${modelNames.map(code).join(', ')}. The formats and the operations of each model are told in [porcupine-wasm's README](../checkers/porcupine-wasm/README.md).`,
  );
}

function describe({
  name,
  description,
  about,
  rules,
}: Pick<Checker, 'name' | 'description' | 'rules'> & { readonly about: About }): string {
  return [
    `### ${name}`,
    description,
    paragraphs(sectionsOf(about)),
    ...(rules === undefined
      ? []
      : [
          'How often each rule was evaluated is counted and shown; one that never was is `unknown`.',
          table(
            ['rule', 'what must hold'],
            Object.entries(rules).map(([rule, sentence]) => [code(rule), sentence]),
          ),
        ]),
  ].join('\n\n');
}
