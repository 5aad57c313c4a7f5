import type { VNode } from 'preact';
import { describeDuration, describeLoad, plural, readable } from '../../../words/index.ts';
import type { Run } from '../run.ts';

export function Header({ run: { data }, openHelp }: { readonly run: Run; readonly openHelp: () => void }): VNode {
  const { plan, verdict } = data;
  return (
    <header>
      <b>faultline</b>
      <span>
        {readable(plan.name)} / {readable(plan.system.name)} / {plural(plan.system.nodes.length, 'node')} /{' '}
        {plural(plan.load.concurrency, 'client')} / {describeLoad(plan.load)}
      </span>
      <span>seed {plan.seed}</span>
      <span>{describeDuration(verdict)}</span>
      <span class="right">{readable(verdict.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'))}</span>
      <button type="button" class="keys-button" onClick={openHelp}>
        keys <kbd>?</kbd>
      </button>
    </header>
  );
}
