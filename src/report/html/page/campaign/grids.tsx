import type { VNode } from 'preact';
import type { EntryRow, MatrixGrid } from '../../../campaign/page-data.ts';
import { formatCount, plural, readable } from '../../../words/index.ts';
import type { Look } from './app.tsx';
import { signOf, wordOf } from './state-sign.tsx';
import { states } from './wanted.ts';

/** The entries of each matrix, by what differs between them: where it fails is seen at a glance. */
export function Grids({ grids, look }: { readonly grids: readonly MatrixGrid[]; readonly look: Look }): VNode | null {
  if (grids.length === 0) return null;
  return (
    <section aria-labelledby="matrix">
      <h2 id="matrix">The matrix</h2>
      {grids.map((grid) => (
        <div key={grid.name} class="panel wide grid">
          <table>
            <caption>{readable(grid.name)}</caption>
            <thead>
              <tr>
                <td />
                {grid.columns.map((column) => (
                  <th key={column} scope="col">
                    {readable(`${grid.columnKey} ${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {grid.rows.map(({ name, cells }) => (
                <tr key={name}>
                  <th scope="row">{name === '' ? 'runs' : readable(name)}</th>
                  {cells.map((cell, i) => (
                    <td key={grid.columns[i]}>{cell === null ? <span class="dim">none</span> : <Cell row={cell} look={look} />}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </section>
  );
}

function Cell({ row, look }: { readonly row: EntryRow; readonly look: Look }): VNode {
  const { name, ran, planned, counts, failedLimits } = row;
  if (ran === 0) return <span class="cell none">not run</span>;
  const state = states.find((each) => counts[each] > 0) ?? 'pass';
  const passes = state === 'pass' || state === 'expected';
  const tone = passes && failedLimits > 0 ? 'violation' : state;
  const text = [
    counts[state] === ran ? formatCount(ran) : `${formatCount(counts[state])} of ${formatCount(ran)}`,
    ...(planned !== undefined && planned > ran ? [`${formatCount(planned - ran)} not run`] : []),
    ...(failedLimits > 0 ? [`${plural(failedLimits, 'limit')} missed`] : []),
  ].join(', ');
  return (
    <button
      type="button"
      class={`cell ${tone}`}
      onClick={() => look({ text: `entry:"${readable(name)}"` })}
      aria-label={`${readable(name)}: ${wordOf(state)} ${text}. Show these runs`}
    >
      <span class="sign" aria-hidden="true">
        {signOf(tone)}
      </span>
      {text}
    </button>
  );
}
