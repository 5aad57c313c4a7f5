import type { VNode } from 'preact';
import { brief, formatSeconds } from '../../../words/index.ts';
import type { Run } from '../run.ts';
import { type Scene, type SceneRow, stateText } from './scene.ts';

const WIDTH = 760;
const LEFT_PLAIN = 78;
/** With what each operation is in the story under its client's name. */
const LEFT_NOTED = 138;
const RIGHT = 20;
const TOP = 12;
const ROW_HEIGHT_PLAIN = 27;
const ROW_HEIGHT_NOTED = 34;
const BAR_HEIGHT = 17;
/** Widths of the monospaced text, to know what fits into a bar. */
const CHARACTER_WIDTH = 6.7;
const CALL_CHARS_MAX = 44;
const STATE_CHARS_MAX = 14;
const TITLE_CHARS_MAX = 200;

/**
 * The operations one above the other, in the order that explains them, with the point where each can have taken effect and the state
 * after it. Time runs to the right, but not to scale: stretches in which nothing begins or ends are drawn together.
 */
export function Diagram({ run, scene }: { readonly run: Run; readonly scene: Scene }): VNode {
  const noted = scene.rows.some(({ note }) => note !== undefined);
  const left = noted ? LEFT_NOTED : LEFT_PLAIN;
  const rowHeight = noted ? ROW_HEIGHT_NOTED : ROW_HEIGHT_PLAIN;
  const x = timeScale(run, scene, left);
  const height = TOP + scene.rows.length * rowHeight + (scene.ordered ? 30 : 4);
  const points = scene.rows.filter(({ pointMs }) => pointMs !== undefined);
  const bottom = height - 22;
  return (
    <svg
      class="diagram"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-label={
        scene.ordered ? 'The operations of the finding, in the order that explains them' : 'The operations of the finding, by time'
      }
    >
      {points.map(({ row, pointMs }) => (
        <line key={row} class="point" x1={x(pointMs ?? 0)} x2={x(pointMs ?? 0)} y1={TOP - 6} y2={bottom} />
      ))}
      {scene.rows.map((item, i) => (
        <Bar key={item.row} run={run} item={item} y={TOP + i * rowHeight} x={x} />
      ))}
      {scene.ordered ? <States points={points} x={x} y={height - 6} left={left} /> : null}
    </svg>
  );
}

function Bar({
  run,
  item,
  y,
  x,
}: {
  readonly run: Run;
  readonly item: SceneRow;
  readonly y: number;
  readonly x: (ms: number) => number;
}): VNode {
  const words = run.describe(item.row);
  const from = x(run.startMs(item.row));
  const width = Math.max(4, x(run.endMs(item.row)) - from);
  const answer =
    words.outcome === 'ok' && words.result !== 'ok' ? ` → ${words.result}` : words.outcome === 'ok' ? '' : ` (${words.outcome})`;
  const label = brief(`${words.call}${answer}`, CALL_CHARS_MAX);
  const labelWidth = label.length * CHARACTER_WIDTH;
  const inside = labelWidth + 10 < width;
  const onTheRight = from + width + labelWidth + 8 < WIDTH;
  const labelX = inside ? from + 6 : onTheRight ? from + width + 5 : from - 5;
  return (
    <g>
      <title>{`${words.client}: ${brief(words.call, TITLE_CHARS_MAX)}, ${brief(words.result, TITLE_CHARS_MAX)}, ${formatSeconds(run.startMs(item.row), 3)} to ${formatSeconds(run.endMs(item.row), 3)}`}</title>
      <text x={0} y={y + 13}>
        {words.client}
        {words.node === '' ? '' : ` at ${words.node}`}
      </text>
      {item.note === undefined ? null : (
        <text class={`note ${item.part}`} x={0} y={y + 26}>
          {item.note}
        </text>
      )}
      <rect class={`bar ${item.part === 'stuck' ? 'stuck' : words.outcome}`} x={from} y={y} width={width} height={BAR_HEIGHT} rx={3} />
      {item.pointMs === undefined ? null : <circle class="point" cx={x(item.pointMs)} cy={y + BAR_HEIGHT} r={3} />}
      <text class={inside ? 'call inside' : 'call'} x={labelX} y={y + 12.5} text-anchor={inside || onTheRight ? 'start' : 'end'}>
        {label}
      </text>
    </g>
  );
}

interface StatesProps {
  readonly points: readonly SceneRow[];
  readonly x: (ms: number) => number;
  readonly y: number;
  readonly left: number;
}

/** Under the diagram the state after each point; where two would overlap, the later one is left to the table. */
function States({ points, x, y, left }: StatesProps): VNode {
  let freeFrom = left - 20;
  return (
    <g>
      <text x={0} y={y}>
        state
      </text>
      {points.map(({ row, pointMs, state }) => {
        const text = brief(stateText(state), STATE_CHARS_MAX);
        const half = (text.length * CHARACTER_WIDTH) / 2;
        const middle = Math.min(Math.max(x(pointMs ?? 0), left + half - 8), WIDTH - half);
        if (middle - half < freeFrom) return null;
        freeFrom = middle + half + 10;
        return (
          <text key={row} class="call" x={middle} y={y} text-anchor="middle">
            {text}
          </text>
        );
      })}
    </g>
  );
}

/** Maps times to places: the k-th distinct moment stands at least one step right of the one before, long gaps a little more. */
function timeScale(run: Run, { rows }: Scene, left: number): (ms: number) => number {
  const moments = [
    ...new Set(rows.flatMap(({ row, pointMs }) => [run.startMs(row), run.endMs(row), ...(pointMs === undefined ? [] : [pointMs])])),
  ].sort((a, b) => a - b);
  const gaps = moments.slice(1).map((moment, i) => moment - (moments[i] ?? 0));
  const typical = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 1;
  const places = [0];
  for (const gap of gaps) places.push((places.at(-1) ?? 0) + 1 + Math.min(2, gap / Math.max(typical, 0.001) / 4));
  const scale = (WIDTH - left - RIGHT) / Math.max(1, places.at(-1) ?? 1);
  const byMoment = new Map(moments.map((moment, i) => [moment, left + (places[i] ?? 0) * scale]));
  return (ms) => byMoment.get(ms) ?? left;
}
