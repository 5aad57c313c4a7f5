import type { RefObject, VNode } from 'preact';
import { isJsonObject, type Json } from '../../../../core/index.ts';
import type { FaultInterval } from '../../../data/index.ts';
import {
  describeTarget,
  formatCount,
  formatMs,
  formatNumber,
  formatSeconds,
  readable,
  readableJson,
  spaced,
} from '../../../words/index.ts';
import type { Run } from '../run.ts';
import { centerOn, type View } from '../timeline/view.ts';
import { type FaultFigures, faultFigures } from './figures.ts';

interface FaultsProps {
  readonly run: Run;
  readonly setView: (view: View) => void;
  readonly timeline: RefObject<HTMLElement | null>;
}

/** Every fault of the plan, what proves it, and what the clients got meanwhile. */
export function Faults({ run, setView, timeline }: FaultsProps): VNode {
  const { faults, endMs } = run.data;
  const figures = faultFigures(run);
  const jump = (span: { readonly fromMs: number; readonly toMs: number }) => {
    setView(centerOn((span.fromMs + span.toMs) / 2, (span.toMs - span.fromMs) * 1.6, endMs));
    timeline.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  };
  return (
    <section aria-labelledby="faults">
      <h2 id="faults">Faults and what they did</h2>
      <div class="panel wide">
        {faults.length === 0 ? (
          <p class="none">The plan holds no faults.</p>
        ) : (
          <table>
            <thead>
              <tr>
                <th scope="col">fault</th>
                <th scope="col">struck</th>
                <th scope="col">from, for</th>
                <th scope="col">state</th>
                <th scope="col">effect</th>
                <th scope="col" class="number">
                  ok during
                </th>
                <th scope="col" class="number">
                  fail
                </th>
                <th scope="col" class="number">
                  unknown
                </th>
                {figures.size === 0 ? null : (
                  <>
                    <th scope="col" class="number">
                      longest gap
                    </th>
                    <th scope="col" class="number">
                      recovered after
                    </th>
                  </>
                )}
              </tr>
            </thead>
            <tbody>
              {faults.map((fault) => (
                <Row
                  key={fault.id}
                  fault={fault}
                  figures={figures.size === 0 ? undefined : (figures.get(fault.id) ?? unmeasured)}
                  jump={jump}
                />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}

const unmeasured: FaultFigures = { longestGapMs: undefined, recoveryMs: undefined };

interface RowProps {
  readonly fault: FaultInterval;
  readonly figures: FaultFigures | undefined;
  readonly jump: (span: NonNullable<FaultInterval['span']>) => void;
}

function Row({ fault, figures, jump }: RowProps): VNode {
  const { span, operations } = fault;
  return (
    <tr>
      <td>
        {readable(fault.label)} <span class="dim">{readable(fault.id)}</span>
      </td>
      <td title={readable(fault.target.join(', '))}>{readable(describeTarget(fault.target))}</td>
      <td>
        {span === undefined ? (
          'never'
        ) : (
          <button type="button" class="link" onClick={() => jump(span)}>
            {formatSeconds(span.fromMs)}, {fault.forGood ? 'for good' : formatMs(span.toMs - span.fromMs)}
          </button>
        )}
      </td>
      <td>
        <span class={`state ${fault.state}`}>{fault.state.replace('-', ' ')}</span>
        {fault.reason === undefined ? null : <div class="reason">{readable(fault.reason)}</div>}
      </td>
      <td class="effect">{fault.effect === undefined ? '' : effectOf(fault.effect)}</td>
      <td class="number">{span === undefined ? '' : formatCount(operations.ok)}</td>
      <td class="number">{span === undefined ? '' : formatCount(operations.fail)}</td>
      <td class="number">{span === undefined ? '' : formatCount(operations.info)}</td>
      {figures === undefined ? null : (
        <>
          <td class="number">{figures.longestGapMs === undefined ? '' : formatMs(figures.longestGapMs)}</td>
          <td class="number">{figures.recoveryMs === undefined ? '' : formatMs(figures.recoveryMs)}</td>
        </>
      )}
    </tr>
  );
}

/** Proofs are small objects of the fault's own: `affected 212, seen 214`. What is nothing proves nothing and is left out. */
function effectOf(effect: Json): string {
  if (!isJsonObject(effect)) return scalarOf(effect);
  return Object.entries(effect)
    .filter(([, value]) => value !== 0 && value !== null && value !== false)
    .map(([name, value]) =>
      `${readable(spaced(name))} ${isJsonObject(value) ? `(${effectOf(value)})` : scalarOf(value)}`.replace(/ \(\)$/, ''),
    )
    .join(', ');
}

function scalarOf(value: Json): string {
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'string') return readable(value);
  if (Array.isArray(value)) return value.map((item: Json) => (isJsonObject(item) ? effectOf(item) : scalarOf(item))).join(' ');
  return readableJson(value);
}
