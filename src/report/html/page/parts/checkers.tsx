import type { VNode } from 'preact';
import type { CheckerResult, Verdict } from '../../../../core/index.ts';
import { formatNumber, plural, readable, reasonOf, spaced } from '../../../words/index.ts';
import type { Run } from '../run.ts';

const signs: Readonly<Record<Verdict, string>> = { valid: '✓', invalid: '✗', unknown: '?' };
/** More counts than this are folded away. */
const COUNTS_SHOWN_MAX = 20;

/** Each checker's verdict, why, and how much it looked at. */
export function Checkers({ run }: { readonly run: Run }): VNode {
  const results = Object.entries(run.data.verdict.results);
  return (
    <section aria-labelledby="checkers">
      <h2 id="checkers">Verdict by checker</h2>
      <div class="panel">
        {results.length === 0 ? <p class="none">No checker came to a result.</p> : null}
        <table>
          <tbody>
            {results.map(([name, result]) => (
              <tr key={name}>
                <th scope="row" class="checker">
                  <span class={`sign ${result.verdict}`} aria-hidden="true">
                    {signs[result.verdict]}
                  </span>
                  {readable(name)}
                </th>
                <td>
                  <span class={`verdict ${result.verdict}`}>{result.verdict}</span>
                  {result.findings.length === 0 ? null : <span class="dim"> {findingsOf(run, name, result.findings.length)}</span>}
                  <Reason text={reasonOf(run.data.verdict, name)} />
                  <Counts counts={result.counts ?? {}} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function findingsOf({ data }: Run, checker: string, count: number): string {
  const omitted = data.findingsOmitted[checker] ?? 0;
  return omitted === 0 ? plural(count, 'finding') : `${plural(count, 'finding')} told, ${plural(omitted, 'more is', 'more are')} left out`;
}

function Reason({ text }: { readonly text: string | undefined }): VNode | null {
  return text === undefined ? null : <div class="reason">{readable(text)}</div>;
}

function Counts({ counts }: { readonly counts: NonNullable<CheckerResult['counts']> }): VNode | null {
  const entries = Object.entries(counts);
  if (entries.length === 0) return null;
  const items = entries.map(([name, count]) => (
    <li key={name}>
      {readable(spaced(name))} <b>{formatNumber(count)}</b>
    </li>
  ));
  if (entries.length <= COUNTS_SHOWN_MAX) return <ul class="counts">{items}</ul>;
  const evaluated = entries.filter(([, count]) => count > 0).length;
  return (
    <details>
      <summary>
        {evaluated} of {plural(entries.length, 'count')} above zero
      </summary>
      <ul class="counts">{items}</ul>
    </details>
  );
}
