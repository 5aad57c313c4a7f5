import { formatCount, formatDuration, formatMs, plural } from '../../report/index.ts';
import { standingOf } from '../runs/query.ts';
import type { ListedRun } from '../runs/run-index.ts';
import { html, type Markup } from './markup.ts';
import { runAddress, standingWords, startedWords } from './words.ts';

/** Of each plan its newest runs are drawn. */
export const TREND_RUNS_MAX = 120;
/** Plans with trends of their own, the most recently used first; a search finds the others. */
export const TREND_PLANS_MAX = 5;

const metrics = [
  { name: 'duration', of: ({ durationMs }: ListedRun) => durationMs, words: formatDuration },
  { name: 'operations', of: ({ ops }: ListedRun) => ops && ops.ok + ops.fail + ops.info, words: formatCount },
  { name: 'p99', of: ({ p99 }: ListedRun) => p99?.ms, words: formatMs },
] as const;

interface Box {
  readonly width: number;
  readonly height: number;
}

const small: Box = { width: 150, height: 30 };
const large: Box = { width: 400, height: 130 };

/** How each plan's runs went over time: outcome, duration, operations, p99, a row for each plan; one plan alone is drawn large. */
export function trends(runs: readonly ListedRun[], addressOfPlan: (plan: string) => string): Markup | undefined {
  const plans = byPlan(runs);
  const [only] = plans;
  if (only === undefined) return undefined;
  if (plans.size === 1) return onePlan(...only);
  const shown = [...plans].slice(0, TREND_PLANS_MAX);
  return html`<section aria-labelledby="plans"><h2 id="plans">Plans over time</h2>
<div class="panel wide"><table class="trends"><thead><tr><th scope="col">plan</th><th scope="col">outcomes, newest right</th>${metrics.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${shown.map(
    ([
      plan,
      all,
    ]) => html`<tr><th scope="row"><a href="${addressOfPlan(plan)}">${plan}</a> <span class="dim">${formatCount(all.length)}</span></th>
<td>${outcomeStrip(newest(all), small)}</td>${metrics.map((metric) => html`<td>${chart(newest(all), metric, small)}</td>`)}</tr>`,
  )}</tbody></table>
${plans.size > shown.length && html`<p class="dim">${plural(plans.size - shown.length, 'more plan is', 'more plans are')} not drawn: search for one to see it.</p>`}</div></section>`;
}

function onePlan(plan: string, all: readonly ListedRun[]): Markup {
  const runs = newest(all);
  const omitted = all.length - runs.length;
  return html`<section aria-labelledby="plans"><h2 id="plans">${plan} over time</h2><div class="panel">
<div class="charts"><figure><figcaption>outcome</figcaption>${outcomeStrip(runs, { ...large, height: 26 })}</figure>
${metrics.map((metric) => html`<figure><figcaption>${metric.name}${lastOf(runs, metric)}</figcaption>${chart(runs, metric, large)}</figure>`)}</div>
${omitted > 0 && html`<p class="dim">The newest ${TREND_RUNS_MAX} runs are drawn, ${formatCount(omitted)} older ones are not.</p>`}</div></section>`;
}

function lastOf(runs: readonly ListedRun[], { of, words }: (typeof metrics)[number]): string {
  const last = runs.map(of).findLast((value) => value !== undefined);
  return last === undefined ? '' : `, last ${words(last)}`;
}

/** Oldest first, as they are drawn. */
function newest(runs: readonly ListedRun[]): readonly ListedRun[] {
  return runs.slice(0, TREND_RUNS_MAX).toReversed();
}

function byPlan(runs: readonly ListedRun[]): Map<string, ListedRun[]> {
  const plans = new Map<string, ListedRun[]>();
  for (const run of runs) {
    const list = plans.get(run.plan);
    if (list === undefined) plans.set(run.plan, [run]);
    else list.push(run);
  }
  return plans;
}

function outcomeStrip(runs: readonly ListedRun[], { width, height }: Box): Markup {
  const step = width / Math.max(runs.length, 12);
  const counts = new Map<string, number>();
  for (const run of runs) counts.set(standingOf(run), (counts.get(standingOf(run)) ?? 0) + 1);
  const words = [...counts].map(([standing, count]) => `${count} ${standing}`).join(', ');
  const left = width - runs.length * step;
  return html`<svg class="strip" preserveAspectRatio="none" viewBox="0 0 ${width} ${height}" role="group" aria-label="Outcomes: ${words}">${runs.map(
    (run, i) =>
      html`<a href="${runAddress(run)}" tabindex="-1"><rect class="${standingOf(run)}" x="${round(left + i * step)}" y="2" width="${round(Math.max(1, step - 1))}" height="${height - 4}"><title>${titleOf(run)}</title></rect></a>`,
  )}</svg>`;
}

/** A line through the figures, from zero; a run without one is a gap. Each point has its outcome's colour. */
function chart(runs: readonly ListedRun[], { name, of, words }: (typeof metrics)[number], { width, height }: Box): Markup {
  const values = runs.map(of);
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return html`<span class="dim">none</span>`;
  const top = Math.max(...known) || 1;
  const isLarge = height === large.height;
  const [padX, padY] = [isLarge ? 58 : 4, isLarge ? 10 : 4];
  const x = (i: number) => round(runs.length === 1 ? width - 6 : padX + (i * (width - padX - 6)) / (runs.length - 1));
  const y = (value: number) => round(height - padY - (value / top) * (height - 2 * padY));
  const stretches = lines(values).map((stretch) => stretch.map(([i, value]) => `${x(i)},${y(value)}`).join(' '));
  const label = `${name} of ${known.length} runs, from ${words(Math.min(...known))} to ${words(Math.max(...known))}`;
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="${isLarge ? 'group' : 'img'}" aria-label="${label}">${
    isLarge &&
    html`<line class="grid" x1="${padX}" y1="${y(0)}" x2="${width}" y2="${y(0)}"/><line class="grid" x1="${padX}" y1="${y(top)}" x2="${width}" y2="${y(top)}"/><text x="${padX - 6}" y="${y(top) + 4}">${words(top)}</text><text x="${padX - 6}" y="${y(0) + 4}">0</text>`
  }${stretches.map((points) => html`<polyline points="${points}"/>`)}${values.map((value, i) => {
    const run = runs[i];
    if (value === undefined || run === undefined) return undefined;
    // In a small chart the line tells, and only what is out of the ordinary and the last one is marked.
    if (!isLarge && standingOf(run) === 'pass' && i !== runs.length - 1) return undefined;
    if (!isLarge) return html`<circle class="${standingOf(run)}" cx="${x(i)}" cy="${y(value)}" r="2.2"/>`;
    return html`<a href="${runAddress(run)}" tabindex="-1"><circle class="${standingOf(run)}" cx="${x(i)}" cy="${y(value)}" r="3.5"><title>${titleOf(run)}: ${words(value)}</title></circle></a>`;
  })}</svg>`;
}

function lines(values: readonly (number | undefined)[]): [number, number][][] {
  const stretches: [number, number][][] = [];
  let open: [number, number][] | undefined;
  for (const [i, value] of values.entries()) {
    if (value === undefined) open = undefined;
    else if (open !== undefined) open.push([i, value]);
    else {
      open = [[i, value]];
      stretches.push(open);
    }
  }
  return stretches;
}

function titleOf(run: ListedRun): string {
  return `${run.plan}, seed ${run.seed}, ${startedWords(run)}, ${standingWords[standingOf(run)]}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
