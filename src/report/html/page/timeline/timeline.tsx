import type { RefObject, VNode } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatSeconds, plural } from '../../../words/index.ts';
import type { Filter } from '../filter.ts';
import { anchorOf } from '../finding/anchor.ts';
import { isTraced, type Run } from '../run.ts';
import { xOf } from './canvas.ts';
import { Card } from './card.tsx';
import { draw } from './draw.ts';
import { FilterBox } from './filter-box.tsx';
import { type Hit, hitAt } from './hit.ts';
import { type Layout, layoutFor } from './layout.ts';
import { Legend } from './legend.tsx';
import { usePointer } from './pointer.ts';
import { readTheme } from './theme.ts';
import { isWhole, type View, wholeRun } from './view.ts';

const WIDTH_MIN = 360;
const CARD_WIDTH = 320;

interface TimelineProps {
  readonly run: Run;
  readonly view: View;
  readonly setView: (view: View) => void;
  readonly pinned: Hit | undefined;
  readonly setPinned: (hit: Hit | undefined) => void;
  /** The finding that is told, from 0; -1 for none. */
  readonly current: number;
  readonly show: (finding: number) => void;
  readonly filter: Filter | undefined;
  readonly filterText: string;
  readonly setFilterText: (text: string) => void;
  readonly filterInput: RefObject<HTMLInputElement | null>;
  readonly element: RefObject<HTMLElement | null>;
}

/** Everything that happened, under one time axis. */
export function Timeline(props: TimelineProps): VNode {
  const { run, view, setView, pinned, setPinned, current, show, filter, element } = props;
  const plot = useRef<HTMLDivElement | null>(null);
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const width = useWidth(plot);
  const layout = useMemo(() => layoutFor(run, width), [run, width]);
  const findingTimes = useMemo(() => run.findings.map(({ finding }) => anchorOf(run, finding)?.atMs), [run]);
  const [hover, setHover] = useState<{ readonly hit: Hit; readonly x: number; readonly y: number } | undefined>(undefined);
  const [dragged, setDragged] = useState<{ readonly fromX: number; readonly toX: number } | undefined>(undefined);

  useDrawing(canvas, run, view, layout, pinned, filter, current);
  usePointer(plot, run, view, layout, {
    setView,
    onDrag: setDragged,
    onLeave: () => setHover(undefined),
    onMove: (x, y) => {
      const hit = hitAt({ run, view, layout, filter }, x, y, findingTimes);
      setHover(hit === undefined ? undefined : { hit, x, y });
    },
    onClick: (x, y) => {
      const hit = hitAt({ run, view, layout, filter }, x, y, findingTimes);
      if (hit?.kind === 'finding') show(hit.finding);
      else setPinned(hit?.kind === 'time' ? undefined : hit);
    },
  });

  const { endMs } = run.data;
  const { lag, words } = summaryOf(run);
  return (
    <section ref={element} aria-labelledby="run" class="timeline">
      <div class="heading">
        <h2 id="run">The run, one time axis</h2>
        <FilterBox
          filter={filter}
          text={props.filterText}
          setText={props.setFilterText}
          total={run.data.operations.count}
          input={props.filterInput}
        />
        {run.findings.length === 0 ? null : <Steps count={run.findings.length} current={current} show={show} />}
        <span class="window">
          {formatSeconds(view.fromMs, 3)} to {formatSeconds(view.toMs, 3)} of {formatSeconds(endMs, 1)}
        </span>
        <button type="button" disabled={isWhole(view, endMs)} onClick={() => setView(wholeRun(endMs))}>
          show all <kbd>0</kbd>
        </button>
      </div>
      <div class="panel">
        <div
          class="plot"
          ref={plot}
          style={{ height: `${layout.height}px` }}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the plot takes keys (move, zoom), so it must be reachable by Tab.
          tabIndex={0}
          role="application"
          aria-label={words}
          aria-describedby="run-keys"
        >
          <canvas ref={canvas} />
          {hover === undefined ? null : <div class="cursor" style={{ left: `${Math.round(xOf({ view, layout }, hover.hit.atMs))}px` }} />}
          {dragged === undefined ? null : (
            <div class="drag" style={{ left: `${dragged.fromX}px`, width: `${dragged.toX - dragged.fromX}px` }} />
          )}
          {hover === undefined || dragged !== undefined ? null : (
            <div class="hover" style={cardPlace(hover.x, hover.y, layout)}>
              <Card run={run} hit={hover.hit} />
            </div>
          )}
        </div>
        {pinned === undefined ? null : <Card run={run} hit={pinned} onClose={() => setPinned(undefined)} />}
        <Legend lag={lag} messages={run.data.messages.count > 0} traced={isTraced(run)} />
      </div>
      <p class="keys" id="run-keys">
        wheel or drag to zoom, shift-drag moves, <kbd>W</kbd> <kbd>A</kbd> <kbd>S</kbd> <kbd>D</kbd> zoom and move, <kbd>0</kbd> shows all,{' '}
        <kbd>.</kbd> <kbd>,</kbd> next and previous finding, click holds fast, <kbd>Esc</kbd> lets go, <kbd>/</kbd> filters, <kbd>?</kbd>{' '}
        lists all keys
      </p>
    </section>
  );
}

/** The findings one after the other, without the keyboard. */
function Steps({
  count,
  current,
  show,
}: {
  readonly count: number;
  readonly current: number;
  readonly show: (finding: number) => void;
}): VNode {
  return (
    <span class="steps">
      <button type="button" onClick={() => show((Math.max(current, 0) - 1 + count) % count)} aria-label="Previous finding">
        ‹
      </button>
      {current < 0 ? plural(count, 'finding') : `finding ${current + 1} of ${count}`}
      <button type="button" onClick={() => show((current + 1) % count)} aria-label="Next finding">
        ›
      </button>
    </span>
  );
}

function summaryOf({ data, laneCount, findings }: Run): { readonly lag: boolean; readonly words: string } {
  const words = `Timeline of ${plural(data.operations.count, 'operation')} of ${plural(laneCount, 'client')}, ${plural(data.faults.length, 'fault')}, ${plural(data.nodes.length, 'node')} and ${plural(findings.length, 'finding')}; the tables of this page hold the same`;
  return { lag: data.lags.length > 0, words };
}

function cardPlace(x: number, y: number, layout: Layout): { left: string; top: string } {
  const left = x + 16 + CARD_WIDTH > layout.width ? Math.max(0, x - CARD_WIDTH - 12) : x + 16;
  return { left: `${left}px`, top: `${y + 14}px` };
}

/** The width to draw for, followed as the window changes. */
function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(WIDTH_MIN);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return;
    const measure = () => setWidth(Math.max(WIDTH_MIN, Math.floor(target.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

/** Draws anew when something changed, once a frame at most, and when the system turns light or dark. */
function useDrawing(
  canvas: RefObject<HTMLCanvasElement | null>,
  run: Run,
  view: View,
  layout: Layout,
  pinned: Hit | undefined,
  filter: Filter | undefined,
  current: number,
): void {
  const [scheme, setScheme] = useState(0);
  useEffect(() => {
    const media = window.matchMedia('(prefers-color-scheme: dark)');
    const onChange = () => setScheme((count) => count + 1);
    media.addEventListener('change', onChange);
    return () => media.removeEventListener('change', onChange);
  }, []);
  useLayoutEffect(() => {
    const frame = requestAnimationFrame(() => {
      const target = canvas.current;
      const context = target?.getContext('2d') ?? null;
      if (target === null || context === null) return;
      const ratio = window.devicePixelRatio || 1;
      const [width, height] = [Math.round(layout.width * ratio), Math.round(layout.height * ratio)];
      if (target.width !== width || target.height !== height) {
        target.width = width;
        target.height = height;
        target.style.width = `${layout.width}px`;
        target.style.height = `${layout.height}px`;
      }
      draw({ context, ratio, run, view, layout, theme: readTheme(), pinned }, filter, current);
      performance.mark('faultline-drawn');
    });
    return () => cancelAnimationFrame(frame);
  }, [canvas, run, view, layout, pinned, filter, current, scheme]);
}
