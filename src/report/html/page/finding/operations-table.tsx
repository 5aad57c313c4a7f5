import type { VNode } from 'preact';
import { brief, formatCount, formatSeconds } from '../../../words/index.ts';
import type { Run } from '../run.ts';
import type { Scene, SceneRow } from './scene.ts';

const TEXT_CHARS_MAX = 64;

/** The same operations as the diagram, to read and to copy. */
export function OperationsTable({
  run,
  scene,
  pin,
}: {
  readonly run: Run;
  readonly scene: Scene;
  readonly pin: (row: number) => void;
}): VNode {
  return (
    <table class="operations">
      <thead>
        <tr>
          {scene.ordered ? <th scope="col">order</th> : null}
          <th scope="col">who</th>
          <th scope="col">called</th>
          <th scope="col">at</th>
          <th scope="col" class="number">
            from
          </th>
          <th scope="col" class="number">
            to
          </th>
          <th scope="col">answer</th>
          <th scope="col">{scene.ordered ? 'state after' : 'what it is'}</th>
        </tr>
      </thead>
      <tbody>
        {scene.before === 0 ? null : (
          <tr class="dim">
            <td colSpan={8}>{formatCount(scene.before)} more before these, all explained</td>
          </tr>
        )}
        {scene.rows.map((item) => (
          <Row key={item.row} run={run} item={item} ordered={scene.ordered} pin={pin} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly run: Run;
  readonly item: SceneRow;
  readonly ordered: boolean;
  readonly pin: (row: number) => void;
}

function Row({ run, item, ordered, pin }: RowProps): VNode {
  const words = run.describe(item.row);
  return (
    <tr class={item.part}>
      {ordered ? <td>{item.position === undefined ? '' : formatCount(item.position)}</td> : null}
      <td>
        <button type="button" class="link" onClick={() => pin(item.row)}>
          {words.client}
        </button>
      </td>
      <td>
        <code title={words.call}>{brief(words.call, TEXT_CHARS_MAX)}</code>
      </td>
      <td>{words.node}</td>
      <td class="number">{formatSeconds(run.startMs(item.row), 3)}</td>
      <td class="number">{words.outcome === 'open' ? 'never' : formatSeconds(run.endMs(item.row), 3)}</td>
      <td>
        <code title={words.result}>{brief(words.result, TEXT_CHARS_MAX)}</code>
      </td>
      <td>
        {item.part === 'placed' ? (
          <code title={item.state ?? ''}>{brief(item.state ?? '', TEXT_CHARS_MAX)}</code>
        ) : item.part === 'stuck' ? (
          ordered ? (
            'cannot be placed'
          ) : (
            (item.note ?? 'named by the finding')
          )
        ) : (
          (item.note ?? '')
        )}
      </td>
    </tr>
  );
}
