import type { VNode } from 'preact';
import type { GateState } from '../../../../core/index.ts';
import type { ControlRow } from '../../../campaign/page-data.ts';
import { readable } from '../../../words/index.ts';

const signs: Readonly<Record<GateState, string>> = { met: '✓', failed: '✗', unmeasured: '?', deferred: '–' };
const words: Readonly<Record<GateState, string>> = {
  met: 'found',
  failed: 'not found',
  unmeasured: 'did not run',
  deferred: 'judged by merge',
};
const tones: Readonly<Record<GateState, string>> = { met: 'valid', failed: 'invalid', unmeasured: 'unknown', deferred: 'dim' };

/** Entries that are known to be wrong: whoever does not find them any more sees nothing elsewhere either. */
export function Controls({ controls }: { readonly controls: readonly ControlRow[] }): VNode | null {
  if (controls.length === 0) return null;
  return (
    <section aria-labelledby="controls">
      <h2 id="controls">Violations that the suite expects</h2>
      <div class="panel wide">
        <table>
          <caption class="spoken">Entries of which a violation is expected</caption>
          <thead>
            <tr>
              <th scope="col">entry</th>
              <th scope="col">state</th>
              <th scope="col">what came of it</th>
            </tr>
          </thead>
          <tbody>
            {controls.map(({ entry, state, sentence }) => (
              <tr key={entry}>
                <th scope="row">{readable(entry)}</th>
                <td class={`verdict ${tones[state]}`}>
                  <span class="sign" aria-hidden="true">
                    {signs[state]}
                  </span>
                  {words[state]}
                </td>
                <td>{readable(sentence)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
