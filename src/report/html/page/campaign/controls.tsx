import type { VNode } from 'preact';
import type { ControlRow } from '../../../campaign/page-data.ts';
import { readable } from '../../../words/index.ts';

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
            {controls.map(({ entry, isMet, sentence }) => (
              <tr key={entry}>
                <th scope="row">{readable(entry)}</th>
                <td class={`verdict ${isMet ? 'valid' : 'invalid'}`}>
                  <span class="sign" aria-hidden="true">
                    {isMet ? '✓' : '✗'}
                  </span>
                  {isMet ? 'found' : 'not found'}
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
