import type { VNode } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { anchorOf } from './finding/anchor.ts';
import { Findings } from './finding/findings.tsx';
import { Checkers } from './parts/checkers.tsx';
import { Faults } from './parts/faults.tsx';
import { Header } from './parts/header.tsx';
import { LogTails } from './parts/log-tails.tsx';
import { Outcome } from './parts/outcome.tsx';
import { Performance } from './parts/performance.tsx';
import { WhatWasRun } from './parts/what-was-run.tsx';
import type { Run } from './run.ts';
import { Timeline } from './timeline/timeline.tsx';
import { centerOn, panBy, type View, wholeRun, zoomAt } from './timeline/view.ts';

/** A finding is shown with at least so much of the run around it. */
const FINDING_WINDOW_MS = 600;
const typing: readonly string[] = ['INPUT', 'TEXTAREA', 'SELECT'];

/** What the reader looks at: a stretch of the run, and the operation held fast in it. */
export function App({ run }: { readonly run: Run }): VNode {
  const [view, setView] = useState<View>(() => wholeRun(run.data.endMs));
  const [pinned, setPinned] = useState<number | undefined>(undefined);
  const [current, setCurrent] = useState(-1);
  const timeline = useRef<HTMLElement | null>(null);

  const show = useCallback(
    (finding: number) => {
      const found = run.findings[finding];
      const anchor = found === undefined ? undefined : anchorOf(run, found.finding);
      setCurrent(finding);
      if (anchor === undefined) return;
      setView(centerOn(anchor.atMs, Math.max(FINDING_WINDOW_MS, anchor.spanMs * 3), run.data.endMs));
      setPinned(anchor.row);
      timeline.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
    },
    [run],
  );

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing.includes((event.target as Element | null)?.tagName ?? '')) return;
      const { endMs } = run.data;
      const middle = (view.fromMs + view.toMs) / 2;
      const step = (view.toMs - view.fromMs) / 5;
      const actions: Record<string, () => void> = {
        w: () => setView(zoomAt(view, middle, 1 / 1.5, endMs)),
        s: () => setView(zoomAt(view, middle, 1.5, endMs)),
        a: () => setView(panBy(view, -step, endMs)),
        d: () => setView(panBy(view, step, endMs)),
        '0': () => setView(wholeRun(endMs)),
        '.': () => run.findings.length > 0 && show((current + 1) % run.findings.length),
        ',': () => run.findings.length > 0 && show((Math.max(current, 0) - 1 + run.findings.length) % run.findings.length),
        Escape: () => setPinned(undefined),
      };
      const action = actions[event.key];
      if (action === undefined) return;
      action();
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [run, view, current, show]);

  return (
    <>
      <Header run={run} />
      <main>
        <Outcome run={run} />
        <div class="two">
          <Checkers run={run} />
          <WhatWasRun run={run} />
        </div>
        <Findings run={run} show={show} />
        <Timeline run={run} view={view} setView={setView} pinned={pinned} setPinned={setPinned} show={show} element={timeline} />
        <Faults run={run} setView={setView} timeline={timeline} />
        <Performance run={run} />
        <LogTails run={run} />
      </main>
    </>
  );
}
