import type { VNode } from 'preact';
import { absent } from '../../../data/index.ts';
import { brief, describeTarget, formatMs, formatSeconds, readable } from '../../../words/index.ts';
import { faultClause, faultsDuring, leadersAt } from '../finding/moment.ts';
import { type Run, valueAt } from '../run.ts';
import { offsetAt } from './draw-clocks.ts';
import { fateSentence } from './fate-sentence.ts';
import { conditionOf, type Hit } from './hit.ts';
import { sentMs } from './message-view.ts';

const MESSAGE_CHARS_MAX = 300;

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
        <button type="button" class="close" onClick={onClose} aria-label="Let go of it">
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
          <p>{brief(readable(run.findings[hit.finding]?.finding.message ?? ''), MESSAGE_CHARS_MAX)}</p>
        </>
      );
    case 'message':
      return <Message run={run} message={hit.message} />;
    case 'time':
      return <Moment run={run} atMs={hit.atMs} />;
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
  const offset = offsetAt(timeline.clock, atMs);
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
          ['clock', offset === undefined || offset === 0 ? '' : `${offset > 0 ? '+' : '-'}${formatMs(Math.abs(offset))} off`],
        ]}
      />
    </>
  );
}

function Message({ run, message }: { readonly run: Run; readonly message: number }): VNode {
  const { types, type, from, to, term, details, detail, fault } = run.data.messages;
  const name = (node: ArrayLike<number>) => readable(run.data.nodes[node[message] ?? absent]?.node ?? '');
  const did = run.data.faults[fault[message] ?? absent];
  return (
    <>
      <b>
        {readable(types[type[message] ?? 0] ?? '')}, {name(from)} to {name(to)}
      </b>
      <p>{fateSentence(run, message)}</p>
      <Facts
        rows={[
          ['sent', formatSeconds(sentMs(run, message), 3)],
          ['term', (term[message] ?? absent) < 0 ? '' : String(term[message])],
          ['says', readable(details[detail[message] ?? absent] ?? '')],
          ['fault', did === undefined ? '' : `${readable(did.label)} (${readable(did.id)})`],
        ]}
      />
    </>
  );
}

/** Where there is nothing else under the pointer: who led, and what was broken. */
function Moment({ run, atMs }: { readonly run: Run; readonly atMs: number }): VNode {
  const leaders = leadersAt(run, atMs);
  return (
    <>
      <b>{formatSeconds(atMs, 3)}</b>
      <Facts
        rows={[
          ['led by', leaders.map(({ node, term }) => `${readable(node)} (term ${term})`).join(', ')],
          [
            'faults',
            faultsDuring(run, atMs, atMs)
              .map((fault) => faultClause(run, fault, atMs))
              .join('; '),
          ],
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
