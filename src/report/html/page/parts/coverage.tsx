import type { VNode } from 'preact';
import { formatCount, formatMs, plural, readable, spaced } from '../../../words/index.ts';
import { isTraced, type Run } from '../run.ts';
import { serviceOf } from '../timeline/service.ts';
import { messagesStruck, ruleFigures } from './coverage-figures.ts';
import { limitsReached } from './limits.ts';

/** What the run reached: without this a pass says nothing. */
export function Coverage({ run }: { readonly run: Run }): VNode {
  return (
    <section aria-labelledby="coverage">
      <h2 id="coverage">What was covered</h2>
      <div class="panel">
        <dl>
          {rowsOf(run).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}

function rowsOf(run: Run): (readonly [string, string])[] {
  const { faults, elections, endMs, operations } = run.data;
  const during = faults.reduce((sum, fault) => sum + fault.operations.ok, 0);
  const cut = messagesStruck(run);
  const rules = ruleFigures(run);
  const idle = rules.idle.map((name) => readable(spaced(name)));
  const gaps = serviceOf(run).unserved;
  const gapMs = gaps.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  return [
    [
      'operations',
      `${plural(operations.count, 'operation')}${operations.keys.length === 0 ? '' : ` of ${plural(operations.keys.length, 'key')}`}; ${formatCount(during)} succeeded while faults were in force${faults.length > 1 ? ' (counted for each fault)' : ''}`,
    ],
    ...(isTraced(run)
      ? [
          [
            'elections',
            elections === 0 ? 'none was won, as far as traces tell' : `${plural(elections, 'leader was', 'leaders were')} elected`,
          ] as const,
        ]
      : []),
    ...(cut === 0 ? [] : [['messages', `${plural(cut, 'message')} cut, delayed, doubled or held by faults`] as const]),
    ...(rules.count === 0
      ? []
      : [
          [
            'rules',
            `${rules.exercised} of ${plural(rules.count, 'safety rule')} came up${idle.length === 0 ? '' : `; not one occasion for ${idle.join(', ')}`}`,
          ] as const,
        ]),
    [
      'service',
      gaps.length === 0
        ? 'no client call went without success for long'
        : `nobody who asked was served for ${formatMs(gapMs)} of ${formatMs(endMs)} in ${plural(gaps.length, 'stretch', 'stretches')}`,
    ],
    ...limitsReached(run),
  ];
}
