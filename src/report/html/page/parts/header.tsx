import type { VNode } from 'preact';
import { formatDuration, plural, readable } from '../../../words/index.ts';
import type { Run } from '../run.ts';

export function Header({ run: { data } }: { readonly run: Run }): VNode {
  const { plan, verdict } = data;
  const rate = plan.load.ratePerSecond === 0 ? 'as fast as answers come' : `${plan.load.ratePerSecond} ops/s`;
  return (
    <header>
      <b>faultline</b>
      <span>
        {readable(plan.name)} / {readable(plan.system.name)} / {plural(plan.system.nodes.length, 'node')} /{' '}
        {plural(plan.load.concurrency, 'client')} / {rate}
      </span>
      <span>seed {plan.seed}</span>
      <span>{formatDuration(verdict.durationMs)}</span>
      <span class="right">{readable(verdict.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'))}</span>
    </header>
  );
}
