import type { VNode } from 'preact';
import type { CampaignPage } from '../../../campaign/page-data.ts';
import { formatCount, plural, readable } from '../../../words/index.ts';
import type { Look } from './app.tsx';
import { signOf, wordOf } from './state-sign.tsx';
import { states } from './wanted.ts';

/** The top of the page: what it all came to, how many runs came to what, and what was not run. */
export function Outcome({ page, look }: { readonly page: CampaignPage; readonly look: Look }): VNode {
  const { outcome, word, headline, lede, missing, counts, runCount, part } = page;
  return (
    <section class={`outcome ${outcome}`} aria-label="Outcome">
      <p class="word">{word}</p>
      <h1>{readable(headline)}</h1>
      {part === undefined ? null : (
        <p class="lede">
          Run with <code>{readable(part)}</code>: this is not the whole suite as it stands, and nothing is said of the rest.
        </p>
      )}
      {lede.map((sentence) => (
        <p key={sentence} class="lede">
          {readable(sentence)}
        </p>
      ))}
      <ul class="chips" aria-label="Runs by outcome">
        <li>{plural(runCount, 'run')}</li>
        {states
          .filter((state) => counts[state] > 0)
          .map((state) => (
            <li key={state}>
              <button type="button" onClick={() => look({ state })}>
                <span class={`sign ${state}`} aria-hidden="true">
                  {signOf(state)}
                </span>
                {formatCount(counts[state])} {wordOf(state)}
              </button>
            </li>
          ))}
      </ul>
      {missing.length === 0 ? null : (
        <>
          <h2>Not run, or not judged</h2>
          <ul class="missing">
            {missing.map((sentence) => (
              <li key={sentence}>{readable(sentence)}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
