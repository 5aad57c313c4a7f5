import type { VNode } from 'preact';
import type { GateResult, GateState } from '../../../../core/index.ts';
import { nameLimit, readable } from '../../../words/index.ts';

const signs: Readonly<Record<GateState, string>> = { met: '✓', failed: '✗', unmeasured: '?', deferred: '–' };
const words: Readonly<Record<GateState, string>> = {
  met: 'holds',
  failed: 'does not hold',
  unmeasured: 'not measured',
  deferred: 'judged by merge',
};
const tones: Readonly<Record<GateState, string>> = { met: 'valid', failed: 'invalid', unmeasured: 'unknown', deferred: 'dim' };
const order: readonly GateState[] = ['failed', 'unmeasured', 'deferred', 'met'];

/** What the suite asks for beside "no violation": measured against allowed. What does not hold comes first. */
export function Gate({ gate }: { readonly gate: readonly GateResult[] }): VNode | null {
  // Controls have a table of their own.
  const limits = gate.filter(({ limit }) => limit !== 'expected-violation').sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  if (limits.length === 0) return null;
  return (
    <section aria-labelledby="gate">
      <h2 id="gate">The gate: measured against allowed</h2>
      <div class="panel wide limits">
        <table>
          <caption class="spoken">Limits of the gate</caption>
          <thead>
            <tr>
              <th scope="col">limit</th>
              <th scope="col">state</th>
              <th scope="col">measured</th>
              <th scope="col">allowed</th>
              <th scope="col">which</th>
            </tr>
          </thead>
          <tbody>
            {limits.map((result) => (
              <tr key={`${result.limit} ${result.entry ?? ''}`}>
                <th scope="row">{readable(nameLimit(result))}</th>
                <td class="state">
                  <span class={`verdict ${tones[result.state]}`}>
                    <span class="sign" aria-hidden="true">
                      {signs[result.state]}
                    </span>
                    {words[result.state]}
                  </span>
                </td>
                <td>{readable(result.measured)}</td>
                <td>{readable(result.allowed)}</td>
                <td class="reason">{readable(result.note ?? '')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
