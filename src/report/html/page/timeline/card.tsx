import type { VNode } from 'preact';
import { describeTarget, formatMs, formatSeconds, readable } from '../../../words/index.ts';
import { type Run, valueAt } from '../run.ts';
import { conditionOf, type Hit } from './hit.ts';

interface CardProps {
  readonly run: Run;
  readonly hit: Hit;
  readonly onClose?: () => void;
}

/** What there is to say of the thing under the pointer, or of the one that is held fast. */
export function Card({ run, hit, onClose }: CardProps): VNode {
  return (
    <div class={onClose === undefined ? 'card' : 'card pinned'} role={onClose === undefined ? 'tooltip' : 'status'}>
      {onClose === undefined ? null : (
        <button type="button" class="close" onClick={onClose} aria-label="Let go of the operation">
          ×
        </button>
      )}
      {content(run, hit)}
    </div>
  );
}

function content(run: Run, hit: Hit): VNode {
  switch (hit.kind) {
    case 'operation':
      return <Operation run={run} row={hit.row} />;
    case 'fault':
      return <Fault run={run} fault={hit.fault} />;
    case 'node':
      return <Node run={run} node={hit.node} atMs={hit.atMs} />;
    case 'finding':
      return (
        <>
          <b>{run.findings[hit.finding]?.title}</b>
          <p>{readable(run.findings[hit.finding]?.finding.message ?? '')}</p>
        </>
      );
    case 'time':
      return <b>{formatSeconds(hit.atMs, 3)}</b>;
    default:
      return hit satisfies never;
  }
}

function Operation({ run, row }: { readonly run: Run; readonly row: number }): VNode {
  const words = run.describe(row);
  const { operations } = run.data;
  const completion = operations.completionIndex[row] ?? -1;
  return (
    <>
      <b class="mono">{words.call}</b>
      <p class={`answer ${words.outcome}`}>
        <span class="mono">{words.result}</span>
      </p>
      <Facts
        rows={[
          ['who', `${words.client}, process ${words.process}`],
          ['at', words.node],
          ['called', formatSeconds(run.startMs(row), 3)],
          ['took', words.outcome === 'open' ? 'never answered' : formatMs(run.endMs(row) - run.startMs(row))],
          ['history', `event ${operations.invokeIndex[row] ?? ''}${completion < 0 ? '' : ` and ${completion}`}`],
        ]}
      />
    </>
  );
}

function Fault({ run, fault }: { readonly run: Run; readonly fault: number }): VNode {
  const found = run.data.faults[fault];
  if (found === undefined) return <b>fault</b>;
  const { span, operations } = found;
  return (
    <>
      <b>{readable(found.label)}</b>
      <Facts
        rows={[
          ['struck', readable(describeTarget(found.target))],
          [
            'from',
            span === undefined
              ? 'never'
              : `${formatSeconds(span.fromMs)}, for ${found.forGood ? 'good' : formatMs(span.toMs - span.fromMs)}`,
          ],
          ['state', found.state.replace('-', ' ')],
          ['clients', `${operations.ok} ok, ${operations.fail} fail, ${operations.info} unknown meanwhile`],
        ]}
      />
    </>
  );
}

function Node({ run, node, atMs }: { readonly run: Run; readonly node: number; readonly atMs: number }): VNode {
  const timeline = run.data.nodes[node];
  if (timeline === undefined) return <b>node</b>;
  const commit = valueAt(timeline.commit, atMs);
  const applied = valueAt(timeline.applied, atMs);
  return (
    <>
      <b>
        {readable(timeline.node)} at {formatSeconds(atMs, 3)}
      </b>
      <Facts
        rows={[
          ['', conditionOf(run, node, atMs)],
          ['committed', commit === undefined ? '' : `up to ${commit}`],
          ['applied', applied === undefined ? '' : `up to ${applied}`],
        ]}
      />
    </>
  );
}

function Facts({ rows }: { readonly rows: readonly (readonly [string, string])[] }): VNode {
  return (
    <dl>
      {rows
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
