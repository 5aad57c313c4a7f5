import type { VNode } from 'preact';
import { describeDuration, describeLoad, formatDuration, formatMs, plural, readable } from '../../../words/index.ts';
import type { Run } from '../run.ts';

/** The plan in a few lines, so that the page can be understood without its suite. */
export function WhatWasRun({ run }: { readonly run: Run }): VNode {
  const { plan, verdict } = run.data;
  const { load, system, workload } = plan;
  const variants = Object.entries(system.variants);
  const rows: (readonly [string, string])[] = [
    ['suite', plan.name],
    ['system', `${system.name} on ${plural(system.nodes.length, 'node')} (${system.nodes.join(' ')}), ${plan.world}`],
    ...(variants.length === 0 ? [] : [['planted', variantsOf(variants, system.nodes.length)] as const]),
    ...(system.args.length === 0 ? [] : [['node arguments', system.args.join(' ')] as const]),
    ['workload', `${workload.name}, ${plural(workload.keyCount, 'key')} at a time`],
    ['load', `${plural(load.concurrency, 'client')}, ${describeLoad(load)}`],
    ['time-outs', `${formatMs(load.attemptTimeoutMs)} an attempt, ${formatMs(load.operationTimeoutMs)} an operation`],
    ['seed', String(plan.seed)],
    [
      'duration',
      `${describeDuration(verdict)}, ${formatDuration(plan.phases.safetyMs)} of it ${plan.faults.length === 0 ? 'under load' : 'under faults'}`,
    ],
    ['started', verdict.startedAt],
    ['build', verdict.build],
    ...(verdict.dir === undefined ? [] : [['folder', verdict.dir] as const]),
  ];
  return (
    <section aria-labelledby="what">
      <h2 id="what">What was run</h2>
      <div class="panel">
        <dl>
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{readable(value)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}

function variantsOf(variants: readonly (readonly [string, string])[], nodeCount: number): string {
  const names = new Set(variants.map(([, name]) => name));
  return [...names]
    .map((name) => {
      const nodes = variants.filter(([, other]) => other === name).map(([node]) => node);
      return `${name} on ${nodes.length === nodeCount ? 'every node' : nodes.join(' ')}`;
    })
    .join(', ');
}
