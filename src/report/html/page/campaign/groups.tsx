import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { CampaignPage, FindingGroup } from '../../../campaign/page-data.ts';
import { formatCount, plural, readable } from '../../../words/index.ts';
import { Command } from '../parts/command.tsx';
import type { Look } from './app.tsx';
import { RunLink } from './run-link.tsx';
import { State } from './state-sign.tsx';

/** More groups than this unfold. */
const SHOWN_MAX = 12;
/** More is folded. */
const TOLD_CHARS_MAX = 700;
const TOLD_LINES_MAX = 8;

/** What was found, each thing once: how often, in which seed first, and the command that shows it. */
export function Groups({ page, look }: { readonly page: CampaignPage; readonly look: Look }): VNode | null {
  const [isWhole, setWhole] = useState(false);
  const { groups, runCount } = page;
  if (groups.length === 0) return null;
  const shown = isWhole ? groups : groups.slice(0, SHOWN_MAX);
  return (
    <section aria-labelledby="found">
      <h2 id="found">What was found</h2>
      <ol class="groups">
        {shown.map((group, i) => (
          <li key={`${group.state} ${group.title} ${group.first.seed}`} class={`panel group ${group.state}`}>
            <Group group={group} runCount={runCount} number={i} look={look} />
          </li>
        ))}
      </ol>
      {shown.length === groups.length ? null : (
        <p class="more">
          <button type="button" onClick={() => setWhole(true)}>
            Show {formatCount(groups.length - shown.length)} more
          </button>
        </p>
      )}
    </section>
  );
}

/** A long text is unfolded by whoever wants it: its lines are whole either way. */
function Told({ text }: { readonly text: string }): VNode | null {
  if (text === '') return null;
  const told = <p class="reason">{readable(text, { lines: true })}</p>;
  if (text.length <= TOLD_CHARS_MAX && text.split('\n').length <= TOLD_LINES_MAX) return told;
  return (
    <details>
      <summary>In full</summary>
      {told}
    </details>
  );
}

interface GroupProps {
  readonly group: FindingGroup;
  readonly runCount: number;
  readonly number: number;
  readonly look: Look;
}

function Group({ group, runCount, number, look }: GroupProps): VNode {
  const { state, title, example, count, first, entries } = group;
  const names = entries.filter((name) => name !== '').map((name) => readable(name));
  const among =
    names.length === 0 ? '' : names.length > 3 ? `, of ${plural(names.length, 'entry', 'entries')}` : `, of ${names.join(', ')}`;
  const found = state === 'violation' || state === 'expected' ? 'found in' : '';
  return (
    <>
      <div class="heading">
        <State state={state} />
        <h3>{readable(title)}</h3>
      </div>
      <p>
        {found} {formatCount(count)} of {plural(runCount, 'run')}
        {among}, first <RunLink row={first} text={`seed ${first.seed}${first.repeat ?? ''}`} />{' '}
        {count === 1 ? null : (
          <button type="button" onClick={() => look({ group: number })}>
            Show these {formatCount(count)} runs
          </button>
        )}
      </p>
      <Told text={example} />
      <Command text={readable(first.reproduce)} />
    </>
  );
}
