import type { Json } from '../../core/index.ts';
import { brief, formatCount, formatDuration, formatMs, plural, readableJson } from '../../report/index.ts';
import type { Comparison } from '../compare/compare-runs.ts';
import { standingOf } from '../runs/query.ts';
import type { ShownFinding } from '../runs/read-verdict.ts';
import type { ListedRun } from '../runs/run-index.ts';
import { layout } from './layout.ts';
import { html, type Markup, type Part } from './markup.ts';
import { verdictClass } from './run-page.ts';
import { pill, runAddress, startedWords } from './words.ts';

const VALUE_CHARS_MAX = 160;
/** Smaller changes of a figure are noise more often than not, and are not marked. */
const NOTABLE_RATIO = 1.2;

/** Two runs side by side. What differs is marked; what is the same is left out or pale. */
export function diffPage(comparison: Comparison): Markup {
  const { before, after } = comparison;
  return layout({
    title: `${before.name} and ${after.name}`,
    trail: [{ text: 'runs', href: '/' }, { text: 'compare two runs' }],
    content: html`<h1>${sentence(comparison)}</h1>
<div class="panel wide"><table class="diff"><thead><tr><td></td>${[before, after].map(
      (run) =>
        html`<th scope="col"><a href="${runAddress(run)}">${run.plan}, seed ${run.seed}</a><br><span class="dim">${startedWords(run)}</span></th>`,
    )}<th scope="col">change</th></tr></thead><tbody>
<tr><th scope="row">outcome</th><td>${pill(standingOf(before))}</td><td>${pill(standingOf(after))}</td><td></td></tr>
<tr><th scope="row">what came of it</th><td>${before.headline}</td><td>${after.headline}</td><td></td></tr>
${figures(comparison)}
</tbody></table></div>
${findings(comparison)}
<div class="two"><section aria-labelledby="latency"><h2 id="latency">Latency</h2>${latency(comparison)}</section>
<section aria-labelledby="checkers"><h2 id="checkers">Checkers</h2>${checkers(comparison)}</section></div>
<section aria-labelledby="plan"><h2 id="plan">Plan</h2>${plan(comparison)}</section>
<p class="swap"><a href="${diffAddress(after, before)}">The other way round</a></p>`,
  });
}

export function diffAddress(before: ListedRun, after: ListedRun): string {
  const params = new URLSearchParams();
  for (const { plan: of, name } of [before, after]) params.append('run', `${of}/${name}`);
  return `/diff?${params.toString()}`;
}

function sentence({ before, after, plan: changed, findings: found }: Comparison): string {
  const outcome =
    standingOf(before) === standingOf(after) ? `Both: ${standingOf(after)}` : `From ${standingOf(before)} to ${standingOf(after)}`;
  const count = changed === undefined ? undefined : changed.changes.length + changed.omitted;
  const plans =
    count === undefined
      ? 'a plan cannot be read'
      : count === 0
        ? 'the plans are the same'
        : `${plural(count, 'difference')} between the plans`;
  return `${outcome}; ${plans}; ${plural(found.after.length, 'new finding')}, ${formatCount(found.before.length)} gone`;
}

function figures({ before, after, verdicts: [a, b] }: Comparison): Part {
  const row = (name: string, x: number | undefined, y: number | undefined, words: (value: number) => string): Markup =>
    html`<tr><th scope="row">${name}</th><td>${x === undefined ? '' : words(x)}</td><td>${y === undefined ? '' : words(y)}</td><td>${change(x, y)}</td></tr>`;
  return [
    row('duration', before.durationMs, after.durationMs, formatDuration),
    row('ok', before.ops?.ok, after.ops?.ok, formatCount),
    row('fail', before.ops?.fail, after.ops?.fail, formatCount),
    row('info', before.ops?.info, after.ops?.info, formatCount),
    row('ok during faults', a?.okDuringFaults, b?.okDuringFaults, formatCount),
    row('longest time without any ok', a?.longestGapMs, b?.longestGapMs, formatMs),
    row('faults', a?.faults.length, b?.faults.length, formatCount),
    row('faults in force', inForce(a?.faults), inForce(b?.faults), formatCount),
  ];
}

function inForce(faults: readonly { readonly state: string }[] | undefined): number | undefined {
  return faults?.filter(({ state }) => state === 'in-force').length;
}

/** As a ratio, because the figures of two runs are rarely the same; the larger of two that differ much is marked. */
function change(before: number | undefined, after: number | undefined): Part {
  if (before === undefined || after === undefined || before === after) return undefined;
  if (before === 0 || after === 0) return html`<span class="much">${after === 0 ? 'none any more' : 'new'}</span>`;
  const ratio = after / before;
  const notable = ratio >= NOTABLE_RATIO || ratio <= 1 / NOTABLE_RATIO;
  const percent = Math.abs(ratio - 1) * 100;
  const isLarge = ratio >= 3 || ratio <= 0.1;
  const words = isLarge
    ? `× ${ratio >= 10 ? formatCount(ratio) : ratio.toFixed(ratio >= 3 ? 1 : 2)}`
    : `${ratio > 1 ? '+' : '−'}${percent.toFixed(percent < 10 ? 1 : 0)} %`;
  return html`<span class="${notable ? 'much' : 'dim'}">${words}</span>`;
}

function findings({ findings: { both, before, after } }: Comparison): Part {
  if (both.length + before.length + after.length === 0) return undefined;
  const list = (title: string, found: readonly ShownFinding[], style: string): Part =>
    found.length > 0 &&
    html`<section><h2>${title}</h2><ul>${gathered(found).map(
      ({ finding, count }) =>
        html`<li class="found-item ${style}"><b>${finding.title}</b>${count > 1 && ` × ${count}`} <span class="dim">${finding.checker}</span></li>`,
    )}</ul></section>`;
  return html`<div class="three">${list(`Only in the second: ${after.length}`, after, 'new')}${list(`Only in the first: ${before.length}`, before, 'gone')}${list(`In both: ${both.length}`, both, '')}</div>`;
}

/** The same rule broken on the same key is listed once. */
function gathered(found: readonly ShownFinding[]): { readonly finding: ShownFinding; readonly count: number }[] {
  const groups = new Map<string, { finding: ShownFinding; count: number }>();
  for (const finding of found) {
    const same = JSON.stringify([finding.checker, finding.rule, finding.key ?? null]);
    const group = groups.get(same);
    if (group === undefined) groups.set(same, { finding, count: 1 });
    else group.count += 1;
  }
  return [...groups.values()];
}

function latency({ latency: rows }: Comparison): Markup {
  if (rows.length === 0) return html`<div class="panel"><p class="none">Not measured.</p></div>`;
  const quantiles = ['p50Ms', 'p95Ms', 'p99Ms', 'maxMs'] as const;
  return html`<div class="panel wide"><table><thead><tr><th scope="col">operation</th>${quantiles.map((name) => html`<th scope="col" class="number">${name.slice(0, -2)}</th>`)}</tr></thead><tbody>${rows.map(
    ({ f, before, after }) =>
      html`<tr><th scope="row">${f}</th>${quantiles.map((name) => {
        const [x, y] = [before?.[name], after?.[name]];
        return html`<td class="number">${x === undefined ? '–' : formatMs(x)} → ${y === undefined ? '–' : formatMs(y)}<br>${change(x, y)}</td>`;
      })}</tr>`,
  )}</tbody></table></div>`;
}

function checkers({ checkers: rows }: Comparison): Markup {
  return html`<div class="panel wide"><table><tbody>${rows.map(
    ({ name, before, after }) =>
      html`<tr class="${before === after ? 'same' : 'differs'}"><th scope="row" class="checker-name">${name}</th>${[before, after].map(
        (verdict) => html`<td class="verdict ${verdictClass(verdict)}">${verdict ?? 'not asked'}</td>`,
      )}</tr>`,
  )}</tbody></table></div>`;
}

function plan({ plan: changed }: Comparison): Markup {
  if (changed === undefined) return html`<div class="panel"><p class="none">One of the two plans cannot be read.</p></div>`;
  if (changed.changes.length === 0) return html`<div class="panel"><p class="none">The plans are the same, seed and all.</p></div>`;
  return html`<div class="panel wide"><table class="plan"><thead><tr><th scope="col">where</th><th scope="col">first</th><th scope="col">second</th></tr></thead><tbody>${changed.changes.map(
    ({ path, before, after }) =>
      html`<tr><th scope="row"><code>${brief(path, VALUE_CHARS_MAX)}</code></th><td><code>${value(before)}</code></td><td><code>${value(after)}</code></td></tr>`,
  )}</tbody></table>${changed.omitted > 0 && html`<p class="dim">${plural(changed.omitted, 'more difference')} not shown.</p>`}</div>`;
}

function value(json: Json | undefined): Part {
  return json === undefined ? html`<span class="dim">nothing</span>` : brief(readableJson(json), VALUE_CHARS_MAX);
}
