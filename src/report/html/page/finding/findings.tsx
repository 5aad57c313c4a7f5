import type { VNode } from 'preact';
import { formatSeconds, plural, readable, reasonOfRule } from '../../../words/index.ts';
import type { FoundBy, Run } from '../run.ts';
import { anchorOf } from './anchor.ts';
import { Evidence } from './evidence-view.tsx';
import { storyOf } from './story.ts';

/** So many findings are told in full at once; the others unfold. */
const OPEN_MAX = 1;

interface FindingsProps {
  readonly run: Run;
  readonly from: number;
  readonly to: number;
  readonly current: number;
  readonly show: (finding: number) => void;
}

/** Findings `from` up to before `to`, each with what proves it. */
export function Findings({ run, from, to, current, show }: FindingsProps): VNode | null {
  const shown = run.findings.slice(from, to);
  if (shown.length === 0) return null;
  const title =
    from === 0
      ? shown.length === run.findings.length
        ? 'What is wrong'
        : 'What is wrong, first of all'
      : `${plural(shown.length, 'more finding')}`;
  return (
    <section aria-labelledby={`findings-${from}`}>
      <h2 id={`findings-${from}`}>{title}</h2>
      {shown.map((found, i) => (
        <Told
          key={`${found.checker}-${from + i}`}
          run={run}
          found={found}
          number={from + i}
          isOpen={from + i < OPEN_MAX || from + i === current}
          show={show}
        />
      ))}
    </section>
  );
}

interface ToldProps {
  readonly run: Run;
  readonly found: FoundBy;
  readonly number: number;
  readonly isOpen: boolean;
  readonly show: (finding: number) => void;
}

function Told({ run, found, number, isOpen, show }: ToldProps): VNode {
  const { checker, finding, title } = found;
  const anchor = anchorOf(run, finding);
  const story = storyOf(run, finding);
  return (
    <details class="finding panel" open={isOpen} id={`finding-${number + 1}`}>
      <summary>
        <span class="flag">{number + 1}</span>
        <h3>{number === 0 || story === undefined ? title : story.headline}</h3>
        <span class="dim">{readable(checker)}</span>
      </summary>
      {anchor === undefined ? null : (
        <button type="button" class="jump" onClick={() => show(number)}>
          show {formatSeconds(anchor.atMs)} on the time axis
        </button>
      )}
      {story === undefined || story.sentences.length === 0 ? (
        <>
          <p class="message">{readable(finding.message, { lines: true })}</p>
          <p class="reason">{reasonOfRule(finding.rule)}</p>
        </>
      ) : null}
      <Evidence run={run} found={found} story={story} show={() => show(number)} />
    </details>
  );
}
