import { useEffect, useRef } from 'preact/hooks';
import { readHash, type Shared, writeHash } from './hash.ts';
import type { Run } from './run.ts';
import type { Hit } from './timeline/hit.ts';
import { isWhole, type View, wholeRun } from './timeline/view.ts';

/** Browsers allow only so many changes of the address in a while. */
const WRITE_AFTER_MS = 300;

export interface PageState {
  readonly view?: View;
  readonly pinned?: Hit | undefined;
  readonly finding?: number;
  readonly filter?: string;
}

/** What the address asks for; without a wish the first finding, or else the whole run. */
export function initialState(run: Run, viewOf: (finding: number) => Pick<PageState, 'view' | 'pinned'>): PageState {
  const shared = readHash(window.location.hash, run.data.endMs);
  const isAsked = Object.keys(shared).length > 0;
  const finding = shared.finding ?? (isAsked || run.findings.length === 0 ? undefined : 0);
  return { ...(finding === undefined ? {} : { ...viewOf(finding), finding }), ...stateOf(run, shared) };
}

interface Setters {
  readonly setView: (view: View) => void;
  readonly setPinned: (hit: Hit | undefined) => void;
  readonly setCurrent: (finding: number) => void;
  readonly setFilterText: (text: string) => void;
}

/** Keeps the address saying what is looked at, and follows it when someone changes it by hand. */
export function useSharedState(
  { run, view, pinned, finding, filter }: Required<PageState> & { readonly run: Run },
  setters: Setters,
): void {
  const latest = useRef(setters);
  latest.current = setters;
  const written = useRef(window.location.hash);
  useEffect(() => {
    const hash = writeHash({
      ...(isWhole(view, run.data.endMs) ? {} : { view }),
      ...(pinned?.kind === 'operation' ? { pinned: run.data.operations.invokeIndex[pinned.row] ?? 0 } : {}),
      ...(filter === '' ? {} : { filter }),
      ...(finding < 0 ? {} : { finding }),
    });
    const timer = setTimeout(() => {
      written.current = hash;
      try {
        window.history.replaceState(null, '', hash === '' ? window.location.pathname + window.location.search : hash);
      } catch {
        // Where the page is shown in a sandbox its address may not be its own to change; everything else works as ever.
      }
    }, WRITE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [run, view, pinned, finding, filter]);
  useEffect(() => {
    const onChange = () => {
      if (window.location.hash === written.current) return;
      const wished = stateOf(run, readHash(window.location.hash, run.data.endMs));
      latest.current.setView(wished.view ?? wholeRun(run.data.endMs));
      latest.current.setPinned(wished.pinned);
      latest.current.setCurrent(wished.finding ?? -1);
      latest.current.setFilterText(wished.filter ?? '');
    };
    window.addEventListener('hashchange', onChange);
    return () => window.removeEventListener('hashchange', onChange);
  }, [run]);
}

function stateOf(run: Run, { view, pinned, filter, finding }: Shared): PageState {
  const row = pinned === undefined ? undefined : run.rowOfEvent(pinned);
  return {
    ...(view === undefined ? {} : { view }),
    ...(row === undefined ? {} : { pinned: { kind: 'operation', row, atMs: run.startMs(row) } }),
    ...(filter === undefined ? {} : { filter }),
    ...(finding === undefined || finding >= run.findings.length ? {} : { finding }),
  };
}
