import type { VNode } from 'preact';
import { explainOutcome, formatCount, type OutcomeWords, plural, readable } from '../../../words/index.ts';
import { storyOf } from '../finding/story.ts';
import type { Run } from '../run.ts';
import { Command } from './command.tsx';
import { messagesStruck, ruleFigures } from './coverage-figures.ts';

/** The top of the page: what it came to, how much was covered, how to run it again. */
export function Outcome({ run }: { readonly run: Run }): VNode {
  const { verdict } = run.data;
  const { headline, lede } = told(run);
  const isExpected = verdict.outcome === 'violation' && verdict.expected === true;
  return (
    <section class={`outcome ${isExpected ? 'expected' : verdict.outcome}`} aria-label="Outcome">
      <p class="word">{isExpected ? 'violation, expected by the suite' : verdict.outcome}</p>
      <h1>{readable(headline)}</h1>
      <p class="lede">{readable(lede, { lines: true })}</p>
      {isExpected ? <p class="note">The suite asks for a violation here: it counts as a pass.</p> : null}
      <Note verdict={verdict} />
      <ul class="chips" aria-label="Coverage">
        {coverage(run).map((chip) => (
          <li key={chip}>{chip}</li>
        ))}
      </ul>
      <Command text={readable(verdict.reproduce)} />
    </section>
  );
}

/** A violation is told by its leading finding, with what this page knows of that moment; anything else in the words of its verdict. */
function told(run: Run): OutcomeWords {
  const { verdict } = run.data;
  const plain = explainOutcome(verdict);
  const [first] = run.findings;
  const story = verdict.outcome !== 'violation' || first === undefined ? undefined : storyOf(run, first.finding);
  if (story === undefined) return plain;
  const others = run.findings.length - 1;
  const more = others === 0 ? '' : ` ${plural(others, 'more finding')} below.`;
  return { headline: story.headline, lede: story.lede.length === 0 ? plain.lede : `${story.lede.join(' ')}${more}` };
}

/** What the run says beside its verdict: of a shrunk one the story, line by line. A pass tells it in its sentences. */
function Note({ verdict: { note, outcome } }: { readonly verdict: Run['data']['verdict'] }): VNode | null {
  if (note === undefined || outcome === 'pass') return null;
  return <p class="note">{readable(note, { lines: true })}</p>;
}

function coverage(run: Run): string[] {
  const { verdict, elections, operations, lags } = run.data;
  const struck = messagesStruck(run);
  const rules = ruleFigures(run);
  const inForce = verdict.faults.filter(({ state }) => state === 'in-force').length;
  return [
    `${formatCount(verdict.ops.ok)} ok, ${formatCount(verdict.ops.fail)} fail, ${formatCount(verdict.ops.info)} unknown`,
    verdict.faults.length === 0 ? 'no faults planned' : `${inForce} of ${plural(verdict.faults.length, 'fault')} in force`,
    elections === 0 ? '' : plural(elections, 'election'),
    struck === 0 ? '' : `${plural(struck, 'message')} cut, delayed, doubled or held`,
    rules.count === 0 ? '' : `${rules.exercised} of ${plural(rules.count, 'safety rule')} came up`,
    operations.keys.length === 0 ? '' : plural(operations.keys.length, 'key'),
    operations.omitted === 0 ? '' : `${formatCount(operations.omitted)} operations are not drawn`,
    lags.length === 0 ? '' : `the harness was late ${lags.length === 1 ? 'once' : plural(lags.length, 'time')}`,
    verdict.digest === undefined ? '' : `digest ${readable(verdict.digest)}`,
  ].filter((chip) => chip !== '');
}
