import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Filter } from './filter.ts';
import { lowerBoundBy, type Run } from './run.ts';
import type { Hit } from './timeline/hit.ts';
import { centerOn, panBy, type View, wholeRun, zoomAt } from './timeline/view.ts';

const typing: readonly string[] = ['INPUT', 'TEXTAREA', 'SELECT'];
const ZOOM = 1.5;
const STEP_SHARE = 1 / 5;

/** For the help: what each key does. */
export const keyHelp: readonly (readonly [readonly string[], string])[] = [
  [['W', 'S'], 'zoom in and out (or the wheel, or drag over a stretch)'],
  [['A', 'D'], 'move left and right (or shift-drag; the arrow keys too)'],
  [['0'], 'the whole run (or a double click)'],
  [['.', ','], 'next and previous finding'],
  [[']', '['], 'hold the next or previous operation fast'],
  [['/'], 'filter the operations'],
  [['Esc'], 'let go of what is held fast'],
  [['?'], 'this list'],
];

interface KeyContext {
  readonly run: Run;
  readonly view: View;
  readonly current: number;
  readonly pinned: Hit | undefined;
  readonly filter: Filter | undefined;
  readonly setView: (view: View) => void;
  readonly setPinned: (hit: Hit | undefined) => void;
  readonly show: (finding: number) => void;
  readonly filterInput: RefObject<HTMLInputElement | null>;
  readonly toggleHelp: () => void;
}

export function pageKeys(context: KeyContext): Readonly<Record<string, () => void>> {
  const { run, view, current, setView, setPinned, show, filterInput, toggleHelp } = context;
  const { endMs } = run.data;
  const count = run.findings.length;
  const middle = (view.fromMs + view.toMs) / 2;
  const step = (view.toMs - view.fromMs) * STEP_SHARE;
  const left = () => setView(panBy(view, -step, endMs));
  const right = () => setView(panBy(view, step, endMs));
  return {
    w: () => setView(zoomAt(view, middle, 1 / ZOOM, endMs)),
    s: () => setView(zoomAt(view, middle, ZOOM, endMs)),
    a: left,
    d: right,
    ArrowLeft: left,
    ArrowRight: right,
    '0': () => setView(wholeRun(endMs)),
    '.': () => count > 0 && show((current + 1) % count),
    ',': () => count > 0 && show((Math.max(current, 0) - 1 + count) % count),
    ']': () => pinNext(context, 1),
    '[': () => pinNext(context, -1),
    '/': () => filterInput.current?.focus(),
    '?': toggleHelp,
    Escape: () => setPinned(undefined),
  };
}

/** From the one that is held fast, or from the left edge of the view; the view follows where it has to. */
function pinNext({ run, view, pinned, filter, setView, setPinned }: KeyContext, direction: 1 | -1): void {
  const { count } = run.data.operations;
  const first = lowerBoundBy(count, (row) => run.startMs(row) >= view.fromMs) - (direction === 1 ? 1 : 0);
  let row = (pinned?.kind === 'operation' ? pinned.row : first) + direction;
  while (row >= 0 && row < count && filter !== undefined && filter.rows[row] !== 1) row += direction;
  if (row < 0 || row >= count) return;
  const startMs = run.startMs(row);
  setPinned({ kind: 'operation', row, atMs: startMs });
  if (startMs < view.fromMs || startMs > view.toMs) setView(centerOn(startMs, view.toMs - view.fromMs, run.data.endMs));
}

/** Keys of the whole page, except where something is typed or a dialog is open. */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.ctrlKey || event.metaKey || event.altKey || typing.includes(target?.tagName ?? '') || target?.closest('dialog') != null)
        return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      // Arrows scroll the page unless the plot has the focus.
      if (key.startsWith('Arrow') && target?.closest('.plot') == null) return;
      const action = Object.hasOwn(latest.current, key) ? latest.current[key] : undefined;
      if (action === undefined) return;
      action();
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
