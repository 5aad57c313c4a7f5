import type { VNode } from 'preact';
import { plural, readable } from '../../../words/index.ts';
import type { Run } from '../run.ts';

/** The last lines of nodes' logs, folded away: they matter when a node died or never came up. */
export function LogTails({ run }: { readonly run: Run }): VNode | null {
  const tails = Object.entries(run.data.logTails).filter(([, lines]) => lines.length > 0);
  if (tails.length === 0) return null;
  return (
    <section aria-labelledby="logs">
      <h2 id="logs">Last lines of the logs</h2>
      <div class="panel">
        {tails.map(([node, lines]) => (
          <details key={node}>
            <summary>
              {readable(node)}{' '}
              <span class="dim">
                {run.data.cutLogs.includes(node)
                  ? `the last ${plural(lines.length, 'line')}: logs/${readable(node)}.log has more`
                  : plural(lines.length, 'line')}
              </span>
            </summary>
            <pre class="log">{lines.map((line) => readable(line)).join('\n')}</pre>
          </details>
        ))}
      </div>
    </section>
  );
}
