import type { VNode } from 'preact';
import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { formatSeconds } from '../../words/index.ts';
import { filterOf } from './filter.ts';
import { type Anchor, anchorOf } from './finding/anchor.ts';
import { Findings } from './finding/findings.tsx';
import { storyOf } from './finding/story.ts';
import { Help } from './help.tsx';
import { pageKeys, useKeys } from './keys.ts';
import { Checkers } from './parts/checkers.tsx';
import { Coverage } from './parts/coverage.tsx';
import { Faults } from './parts/faults.tsx';
import { Header } from './parts/header.tsx';
import { LogTails } from './parts/log-tails.tsx';
import { Outcome } from './parts/outcome.tsx';
import { Performance } from './parts/performance.tsx';
import { WhatWasRun } from './parts/what-was-run.tsx';
import type { FoundBy, Run } from './run.ts';
import { initialState, useSharedState } from './shared-state.ts';
import type { Hit } from './timeline/hit.ts';
import { Timeline } from './timeline/timeline.tsx';
import { centerOn, type View, wholeRun } from './timeline/view.ts';

/** A finding is shown with at least so much of the run around it. */
const FINDING_WINDOW_MS = 600;

/** What a finding's story needs is shown whole up to this, with so much of it left free on either side. */
const STORY_WINDOW_MAX_MS = 4000;
const STORY_ROOM = 0.15;

/** What the reader looks at: a stretch of the run, which operations of it, what is held fast in it, and the finding that is told. */
export function App({ run }: { readonly run: Run }): VNode {
  const { endMs } = run.data;
  const start = useMemo(() => initialState(run, (finding) => findingView(run, finding)), [run]);
  const [view, setView] = useState<View>(start.view ?? wholeRun(endMs));
  const [pinned, setPinned] = useState<Hit | undefined>(start.pinned);
  const [current, setCurrent] = useState(start.finding ?? -1);
  const [filterText, setFilterText] = useState(start.filter ?? '');
  const [isHelpOpen, setHelpOpen] = useState(false);
  const timeline = useRef<HTMLElement | null>(null);
  const filterInput = useRef<HTMLInputElement | null>(null);
  const filter = useMemo(() => filterOf(run, filterText), [run, filterText]);

  const show = useCallback(
    (finding: number) => {
      setCurrent(finding);
      const shown = findingView(run, finding);
      if (shown.view === undefined) return;
      setView(shown.view);
      setPinned(shown.pinned);
      scrollTo(timeline.current);
    },
    [run],
  );
  useSharedState({ run, view, pinned, finding: current, filter: filterText }, { setView, setPinned, setCurrent, setFilterText });
  useKeys(
    pageKeys({ run, view, current, pinned, filter, setView, setPinned, show, filterInput, toggleHelp: () => setHelpOpen((open) => !open) }),
  );

  // What does not depend on the view is made once: a long run's tables would cost more than its picture at every step of a zoom.
  const before = useMemo(
    () => (
      <>
        <Outcome run={run} />
        <Findings run={run} from={0} to={1} current={current} show={show} />
      </>
    ),
    [run, current, show],
  );
  const after = useMemo(
    () => (
      <>
        <Findings run={run} from={1} to={run.findings.length} current={current} show={show} />
        <Faults run={run} setView={setView} timeline={timeline} />
        <Coverage run={run} />
        <div class="two">
          <Checkers run={run} />
          <WhatWasRun run={run} />
        </div>
        <Performance run={run} />
        <LogTails run={run} />
      </>
    ),
    [run, current, show],
  );

  return (
    <>
      <Header run={run} openHelp={() => setHelpOpen(true)} />
      <main>
        {before}
        <Timeline
          run={run}
          view={view}
          setView={setView}
          pinned={pinned}
          setPinned={setPinned}
          current={current}
          show={show}
          filter={filter}
          filterText={filterText}
          setFilterText={setFilterText}
          filterInput={filterInput}
          element={timeline}
        />
        {after}
      </main>
      <Help isOpen={isHelpOpen} close={() => setHelpOpen(false)} />
      <p class="spoken" aria-live="polite">
        {current < 0 ? '' : `Finding ${current + 1} of ${run.findings.length}: ${run.findings[current]?.title ?? ''}`}
        {`. Showing ${formatSeconds(view.fromMs, 3)} to ${formatSeconds(view.toMs, 3)}`}
      </p>
    </>
  );
}

/** Where a finding is on the time axis, with what it is about held fast. */
function findingView(run: Run, finding: number): { readonly view?: View; readonly pinned?: Hit } {
  const found = run.findings[finding];
  const anchor = found === undefined ? undefined : anchorOf(run, found.finding);
  if (anchor === undefined) return {};
  const view = storyView(run, found, anchor) ?? centerOn(anchor.atMs, Math.max(FINDING_WINDOW_MS, anchor.spanMs * 3), run.data.endMs);
  return anchor.row === undefined ? { view } : { view, pinned: { kind: 'operation', row: anchor.row, atMs: anchor.atMs } };
}

/** All operations of the story at once, with some room, as long as they are not too far apart to be seen. */
function storyView(run: Run, found: FoundBy | undefined, { atMs, spanMs }: Anchor): View | undefined {
  const rows = found === undefined ? [] : [...(storyOf(run, found.finding)?.parts.keys() ?? [])];
  if (rows.length < 2) return undefined;
  const fromMs = Math.min(...rows.map(run.startMs));
  const toMs = Math.max(...rows.map(run.endMs));
  const roomMs = Math.max((toMs - fromMs) * STORY_ROOM, FINDING_WINDOW_MS / 4);
  if (toMs - fromMs > Math.max(STORY_WINDOW_MAX_MS, spanMs * 3)) return undefined;
  const reachMs = Math.max(toMs + roomMs - (fromMs - roomMs), FINDING_WINDOW_MS);
  return centerOn(reachMs > FINDING_WINDOW_MS ? (fromMs + toMs) / 2 : atMs, reachMs, run.data.endMs);
}

/** Without a glide for those who asked their system for less motion. */
function scrollTo(element: HTMLElement | null): void {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  element?.scrollIntoView({ block: 'nearest', behavior: still ? 'auto' : 'smooth' });
}
