import type { LiveItem, LiveView } from '../live/live-state.ts';
import type { ListedRun } from '../runs/run-index.ts';
import { layout } from './layout.ts';
import { html, type Markup } from './markup.ts';
import { runAddress, startedWords } from './words.ts';

/** Without a script the page is loaded anew so often. */
const RELOAD_SECONDS = 2;

const tiles = [
  ['ok a second', 'rate'],
  ['ok', 'ok'],
  ['fail', 'fail'],
  ['info', 'info'],
  ['not answered yet', 'open'],
  ['last elected', 'leader'],
] as const;

/** A run that goes on, as it stands now. A script keeps it up to date, by the same names of places that are set here. */
export function livePage(run: ListedRun, view: LiveView): Markup {
  const address = runAddress(run);
  const text = (name: string) => view.texts[name];
  return layout({
    title: `Live: ${run.plan}`,
    trail: [{ text: 'runs', href: '/' }, { text: run.plan, href: address }, { text: 'live' }],
    aside: startedWords(run),
    reloadSeconds: RELOAD_SECONDS,
    content: html`<div id="live" data-events="${address}/events" data-run="${address}">
<h1><span class="beat" aria-hidden="true"></span>${run.plan}, seed ${run.seed} <span class="dim" data-live="elapsed">${text('elapsed')}</span></h1>
<p id="live-status" role="status" class="dim">As of the moment this page was loaded.</p>
<ol class="phases" aria-label="Phases">${view.phases.map((phase) => html`<li class="phase" data-phase="${phase}"${view.phase === phase && html` aria-current="step"`}>${phase}</li>`)}</ol>
<div class="progress" aria-hidden="true"><div data-live="progress"></div></div>
<dl class="tiles">${tiles.filter(([, name]) => text(name) !== undefined).map(([title, name]) => html`<div><dt>${title}</dt><dd data-live="${name}">${text(name)}</dd></div>`)}</dl>
<section aria-labelledby="rates"><h2 id="rates">Completions in each second, at most <span data-live="top">${text('top')}</span></h2><div class="panel"><svg class="rates" data-live="rates" viewBox="0 0 960 110" preserveAspectRatio="none" role="img" aria-label="Completions in each second"></svg>
<ul class="legend"><li><i class="swatch ok"></i>ok</li><li><i class="swatch fail"></i>fail</li><li><i class="swatch info"></i>info</li></ul></div></section>
<div class="two"><section aria-labelledby="in-force"><h2 id="in-force">Faults in force</h2><div class="panel">
<ul data-live="faults">${items(view.faults)}</ul><p class="dim"><span data-live="ended-faults">${text('ended-faults')}</span> ended</p></div></section>
<section aria-labelledby="findings"><h2 id="findings">Findings so far: <span data-live="finding-count">${text('finding-count')}</span></h2><div class="panel" aria-live="polite">
<ul data-live="findings">${items(view.findings)}</ul>
<p class="dim" data-live="judging">${text('judging')}</p></div></section></div>
<p class="dim" data-live="unreadable">${text('unreadable')}</p>
</div>`,
  });
}

function items(list: readonly LiveItem[]): Markup {
  if (list.length === 0) return html`<li class="none">none</li>`;
  return html`${list.map(
    ({ title, beside, pale, below }) =>
      html`<li class="live-item${below !== undefined && ' found'}"><b>${title}</b> ${beside} <span class="dim">${pale}</span>${below !== undefined && html`<br>${below}`}</li>`,
  )}`;
}
