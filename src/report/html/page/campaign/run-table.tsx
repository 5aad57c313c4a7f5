import type { VNode } from 'preact';
import type { RunRow } from '../../../campaign/page-data.ts';
import { formatCount, formatDuration, readable } from '../../../words/index.ts';
import { Copy } from '../parts/command.tsx';
import { RunLink } from './run-link.tsx';
import { State } from './state-sign.tsx';
import type { SortKey, Wanted } from './wanted.ts';

interface TableProps {
  readonly rows: readonly RunRow[];
  readonly wanted: Wanted;
  readonly setWanted: (change: (now: Wanted) => Wanted) => void;
}

const columns: readonly { readonly key: SortKey; readonly title: string; readonly isNumber?: true }[] = [
  { key: 'outcome', title: 'outcome' },
  { key: 'entry', title: 'entry' },
  { key: 'seed', title: 'seed', isNumber: true },
  { key: 'finding', title: 'what came of it' },
  { key: 'ok', title: 'ok', isNumber: true },
  { key: 'fail', title: 'fail', isNumber: true },
  { key: 'info', title: 'info', isNumber: true },
  { key: 'faults', title: 'faults in force', isNumber: true },
  { key: 'duration', title: 'duration', isNumber: true },
];

export function RunTable({ rows, wanted, setWanted }: TableProps): VNode {
  return (
    <table>
      <caption class="spoken">Runs. Buttons in the head put them in order.</caption>
      <thead>
        <tr>
          {columns.map(({ key, title, isNumber }) => {
            const isCurrent = wanted.sort === key;
            return (
              <th
                key={key}
                scope="col"
                class={isNumber === true ? 'number' : ''}
                aria-sort={isCurrent ? (wanted.down ? 'descending' : 'ascending') : 'none'}
              >
                <button type="button" onClick={() => setWanted((now) => ({ ...now, sort: key, down: now.sort === key && !now.down }))}>
                  {title}
                  <span aria-hidden="true">{isCurrent ? (wanted.down ? ' ↓' : ' ↑') : ''}</span>
                </button>
              </th>
            );
          })}
          <th scope="col">run it again</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={`${row.entry} ${row.seed} ${row.link ?? row.reproduce}`} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row }: { readonly row: RunRow }): VNode {
  const { entry, seed, repeat = '', state, headline, explanation, ops, faults, durationMs, reproduce } = row;
  const [inForce, planned] = faults;
  const name = `${readable(entry)} seed ${seed}${repeat}`.trim();
  const command = readable(reproduce);
  return (
    <tr class={state}>
      <td>
        <State state={state} />
      </td>
      <th scope="row" class="entry">
        <RunLink row={row} text={entry === '' ? `seed ${seed}${repeat}` : readable(entry)} />
      </th>
      <td class="number">
        {seed}
        {repeat === '' ? null : <span class="dim">{repeat}</span>}
      </td>
      <td class="came" title={explanation === undefined ? undefined : readable(explanation, { lines: true })}>
        {readable(headline)}
      </td>
      <td class="number">{formatCount(ops[0])}</td>
      <td class="number">{formatCount(ops[1])}</td>
      <td class="number">{formatCount(ops[2])}</td>
      <td class="number">{planned === 0 ? 'none' : `${inForce} of ${planned}`}</td>
      <td class="number">{durationMs === undefined ? '' : formatDuration(durationMs)}</td>
      <td class="again">
        <code>{command}</code>
        <Copy text={command} label={`Copy the command that runs ${name} again`} title={command} />
      </td>
    </tr>
  );
}
