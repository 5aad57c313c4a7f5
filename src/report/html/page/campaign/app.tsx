import type { VNode } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { CampaignPage } from '../../../campaign/page-data.ts';
import { plural, readable } from '../../../words/index.ts';
import { Controls } from './controls.tsx';
import { Coverage } from './coverage.tsx';
import { Gate } from './gate.tsx';
import { Grids } from './grids.tsx';
import { Groups } from './groups.tsx';
import { Outcome } from './outcome.tsx';
import { Runs } from './runs.tsx';
import { readWanted, type Wanted, writeWanted } from './wanted.ts';

/** Many runs as one: what they came to, what was found and how often, what was asked and measured, and every run. */
export function App({ page }: { readonly page: CampaignPage }): VNode {
  const [wanted, setWanted] = useState(() => readWanted(window.location.hash, page.groups.length));
  const table = useRef<HTMLElement | null>(null);
  const search = useRef<HTMLInputElement | null>(null);

  useEffect(() => {
    const hash = writeWanted(wanted);
    if (hash !== window.location.hash)
      history.replaceState(null, '', hash === '' ? window.location.pathname + window.location.search : hash);
  }, [wanted]);
  useEffect(() => {
    const follow = () => setWanted(readWanted(window.location.hash, page.groups.length));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, [page]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLInputElement;
      if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        search.current?.focus();
        search.current?.select();
      }
      if (event.key === 'Escape' && event.target === search.current) search.current?.blur();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);

  /** Looks at some of the runs, and moves there: by keyboard too. */
  const look = useCallback((what: Partial<Wanted>) => {
    setWanted((now) => ({ text: '', sort: now.sort, down: now.down, ...what }));
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    table.current?.scrollIntoView({ block: 'start', behavior: still ? 'auto' : 'smooth' });
    table.current?.focus({ preventScroll: true });
  }, []);

  return (
    <>
      <header>
        <b>faultline</b>
        <span>
          {readable(page.suite)} / {plural(page.runCount, 'run')}
          {page.part === undefined ? '' : ` / with ${readable(page.part)}`}
          {page.shard === undefined ? '' : ` / shard ${readable(page.shard)}`}
        </span>
        <span class="right">{readable(page.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'))}</span>
      </header>
      <main>
        <Outcome page={page} look={look} />
        {page.isLimit ? <Gate gate={page.gate} /> : null}
        <Groups page={page} look={look} />
        {page.isLimit ? null : <Gate gate={page.gate} />}
        <Controls controls={page.controls} />
        <Grids grids={page.grids} look={look} />
        <Runs page={page} wanted={wanted} setWanted={setWanted} element={table} search={search} />
        <Coverage page={page} />
      </main>
    </>
  );
}

export type Look = (what: Partial<Wanted>) => void;
