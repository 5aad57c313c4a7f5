import type { RefObject, VNode } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { CampaignPage, RunRow } from '../../../campaign/page-data.ts';
import { formatCount, plural, type RunState, readable } from '../../../words/index.ts';
import { RunTable } from './run-table.tsx';
import { wordOf } from './state-sign.tsx';
import { choose, everything, searchTexts, states, type Wanted } from './wanted.ts';

/** So many rows are drawn at first, and with each press of the button: a browser lays out ten thousand rows only slowly. */
const ROWS_SHOWN = 200;
/** So many are drawn all at once where that is asked for; beyond that it takes seconds. */
const ROWS_AT_ONCE_MAX = 2000;

interface RunsProps {
  readonly page: CampaignPage;
  readonly wanted: Wanted;
  readonly setWanted: (change: (now: Wanted) => Wanted) => void;
  readonly element: RefObject<HTMLElement | null>;
  readonly search: RefObject<HTMLInputElement | null>;
}

/** Every run, to be searched, filtered and put in order; what failed comes first. */
export function Runs({ page, wanted, setWanted, element, search }: RunsProps): VNode {
  const { rows, groups, unlisted } = page;
  const texts = useMemo(() => searchTexts(rows), [rows]);
  const chosen = useMemo(() => choose(rows, texts, wanted), [rows, texts, wanted]);
  const [room, setRoom] = useState(ROWS_SHOWN);
  useEffect(() => setRoom(ROWS_SHOWN), [wanted]);
  const shown = chosen.slice(0, room).flatMap((i): RunRow[] => {
    const row = rows[i];
    return row === undefined ? [] : [row];
  });
  const group = wanted.group === undefined ? undefined : groups[wanted.group];
  return (
    <section aria-labelledby="runs" class="runs" ref={element} tabIndex={-1}>
      <h2 id="runs">All runs</h2>
      <div class="search">
        <input
          ref={search}
          type="search"
          value={wanted.text}
          placeholder="Search: stale k3 !seed:7"
          aria-label="Search runs; every word must be found, ! before a word means not, seed:7 and entry:name are exact"
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget: { value } }) => setWanted((now) => ({ ...now, text: value }))}
        />
        <span class="key">
          <kbd>/</kbd>
        </span>
        <Filters page={page} state={wanted.state} choose={(state) => setWanted((now) => withState(now, state))} />
        <p class="found" role="status">
          {chosen.length === rows.length ? plural(rows.length, 'run') : `${formatCount(chosen.length)} of ${plural(rows.length, 'run')}`}
          {group === undefined ? '' : `: ${readable(group.title)}`}
        </p>
        {chosen.length === rows.length ? null : (
          <button type="button" onClick={() => setWanted(({ sort, down }) => ({ ...everything, sort, down }))}>
            show all
          </button>
        )}
      </div>
      <div class="panel wide">
        {shown.length === 0 ? <p class="none">No run matches.</p> : <RunTable rows={shown} wanted={wanted} setWanted={setWanted} />}
      </div>
      {chosen.length > shown.length ? (
        <p class="more">
          {formatCount(shown.length)} of {formatCount(chosen.length)} are shown.{' '}
          <button type="button" onClick={() => setRoom(room + ROWS_SHOWN)}>
            Show {formatCount(Math.min(ROWS_SHOWN, chosen.length - shown.length))} more
          </button>{' '}
          {chosen.length > ROWS_AT_ONCE_MAX ? null : (
            <button type="button" onClick={() => setRoom(chosen.length)}>
              Show all {formatCount(chosen.length)}
            </button>
          )}
        </p>
      ) : null}
      {unlisted > 0 ? (
        <p class="more">
          {plural(unlisted, 'more run')} passed or came behind these, and {unlisted === 1 ? 'is' : 'are'} counted above but not listed.
        </p>
      ) : null}
    </section>
  );
}

interface FiltersProps {
  readonly page: CampaignPage;
  readonly state: RunState | undefined;
  readonly choose: (state: RunState | undefined) => void;
}

function Filters({ page: { counts }, state, choose: pick }: FiltersProps): VNode {
  const present = states.filter((each) => counts[each] > 0 || each === state);
  return (
    <fieldset class="filters">
      <legend class="spoken">Only runs of one outcome</legend>
      <button type="button" aria-pressed={state === undefined} onClick={() => pick(undefined)}>
        all
      </button>
      {present.map((each) => (
        <button key={each} type="button" class={each} aria-pressed={state === each} onClick={() => pick(state === each ? undefined : each)}>
          {wordOf(each)} {formatCount(counts[each])}
        </button>
      ))}
    </fieldset>
  );
}

function withState({ state: _before, ...rest }: Wanted, state: RunState | undefined): Wanted {
  return state === undefined ? rest : { ...rest, state };
}
