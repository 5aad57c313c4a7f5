import { describeTarget, formatCount, formatDuration, formatMs, plural } from '../../report/index.ts';
import { standingOf } from '../runs/query.ts';
import type { ShownVerdict } from '../runs/read-verdict.ts';
import { RUN_FILES_MAX, type RunFiles } from '../runs/run-files.ts';
import type { ListedRun } from '../runs/run-index.ts';
import { layout } from './layout.ts';
import { html, type Markup, type Part } from './markup.ts';
import { bytesWords, runAddress, standingWords, startedWords } from './words.ts';

/** Files that the page lists; the archive has them all. */
const FILES_SHOWN_MAX = 100;
const FINDINGS_SHOWN_MAX = 20;
const FAULTS_SHOWN_MAX = 60;

export interface RunPage {
  readonly run: ListedRun;
  readonly verdict: ShownVerdict | undefined;
  readonly files: RunFiles;
  /** The run of the same plan before this one. */
  readonly previous: ListedRun | undefined;
}

/** One run: what came of it in a few words, and the ways on: its report, its files, the run before it. */
export function runPage({ run, verdict, files, previous }: RunPage): Markup {
  const address = runAddress(run);
  const standing = standingOf(run);
  const hasReport = files.files.some(({ path }) => path === 'report.html');
  return layout({
    title: `${run.plan}, seed ${run.seed}`,
    trail: [{ text: 'runs', href: '/' }, { text: run.plan, href: `/?q=${encodeURIComponent(`plan:${run.plan}`)}` }, { text: run.name }],
    aside: startedWords(run),
    content: html`<section class="outcome ${standing}">
<p class="word">${standing === 'expected' ? 'violation, expected by the suite' : standingWords[standing]}</p>
<h1>${verdict?.headline ?? (run.running ? 'This run goes on' : 'This run has no verdict')}</h1>
<p class="lede">${verdict?.lede ?? run.trouble ?? (run.running ? 'Its live view shows what happens as it happens.' : 'It was ended before it came to one. “faultline check” judges what it left.')}</p>
<ul class="chips">${facts(run).map((fact) => html`<li>${fact}</li>`)}</ul>
${verdict?.reproduce !== undefined && html`<div class="command"><code>${verdict.reproduce}</code><button type="button" data-copy hidden>copy</button></div>`}
</section>
<ul class="ways">
${run.running && html`<li><a class="way" href="${address}/live"><b>Live view</b> what happens now</a></li>`}
<li>${hasReport ? html`<a class="way" href="${address}/report"><b>Report</b> timeline, findings, faults, nodes</a>` : html`<span class="way dim"><b>No report</b> ${run.running ? 'it is made when the run ends' : html`<code>faultline report</code> makes one`}</span>`}</li>
<li><a class="way" href="${address}/download" download><b>Download</b> the whole run as one .tar.gz</a></li>
${previous !== undefined && html`<li><a class="way" href="/diff?run=${encodeURIComponent(`${previous.plan}/${previous.name}`)}&amp;run=${encodeURIComponent(`${run.plan}/${run.name}`)}"><b>Compare</b> with the run before, of ${startedWords(previous)}</a></li>`}
</ul>
${verdict !== undefined && results(verdict)}
${fileTable(address, files)}`,
  });
}

function facts({ world, system, workload, bugs, seed, durationMs, ops, faultCount }: ListedRun): string[] {
  return [
    system === undefined ? '' : `system ${system}`,
    workload === undefined ? '' : `workload ${workload}`,
    world === 'simulated' ? 'simulated' : '',
    ...bugs.map((bug) => `bug ${bug}`),
    `seed ${seed}`,
    durationMs === undefined ? '' : formatDuration(durationMs),
    ops === undefined ? '' : `${formatCount(ops.ok)} ok, ${formatCount(ops.fail)} fail, ${formatCount(ops.info)} info`,
    faultCount === undefined ? '' : plural(faultCount, 'fault'),
  ].filter((fact) => fact !== '');
}

function results({ findings, checkers, faults, latency }: ShownVerdict): Part {
  return [
    findings.length > 0 &&
      html`<section aria-labelledby="findings"><h2 id="findings">${plural(findings.length, 'finding')}</h2>${findings
        .slice(0, FINDINGS_SHOWN_MAX)
        .map(
          ({ title, checker, message }) =>
            html`<article class="panel finding"><h3>${title} <span class="dim">${checker}</span></h3><p class="message">${message}</p></article>`,
        )}${
        findings.length > FINDINGS_SHOWN_MAX && html`<p class="dim">${findings.length - FINDINGS_SHOWN_MAX} more stand in the report.</p>`
      }</section>`,
    html`<div class="two"><section aria-labelledby="checkers"><h2 id="checkers">Checkers</h2><div class="panel wide"><table><tbody>${checkers.map(
      ({ name, verdict, reason }) =>
        html`<tr><th scope="row">${name}</th><td class="verdict ${verdictClass(verdict)}">${verdict}</td><td class="reason">${reason}</td></tr>`,
    )}</tbody></table></div></section>
<section aria-labelledby="latency"><h2 id="latency">Latency</h2><div class="panel wide">${
      latency.length === 0
        ? html`<p class="none">Not measured.</p>`
        : html`<table><thead><tr><th scope="col">operation</th><th scope="col" class="number">ok</th><th scope="col" class="number">p50</th><th scope="col" class="number">p95</th><th scope="col" class="number">p99</th><th scope="col" class="number">max</th></tr></thead><tbody>${latency.map(
            ({ f, count, p50Ms, p95Ms, p99Ms, maxMs }) =>
              html`<tr><th scope="row">${f}</th><td class="number">${formatCount(count)}</td>${[p50Ms, p95Ms, p99Ms, maxMs].map((ms) => html`<td class="number">${formatMs(ms)}</td>`)}</tr>`,
          )}</tbody></table>`
    }</div></section></div>`,
    faults.length > 0 &&
      html`<section aria-labelledby="faults"><h2 id="faults">${plural(faults.length, 'fault')}</h2><div class="panel wide"><table><tbody>${faults
        .slice(0, FAULTS_SHOWN_MAX)
        .map(
          ({ id, kind, target, state }) =>
            html`<tr><th scope="row">${id}</th><td>${kind}</td><td>${describeTarget(target)}</td><td class="state ${/^[a-z-]+$/.test(state) && state}">${state}</td></tr>`,
        )}</tbody></table>${faults.length > FAULTS_SHOWN_MAX && html`<p class="dim">${faults.length - FAULTS_SHOWN_MAX} more stand in the report.</p>`}</div></section>`,
  ];
}

/** A file may say anything; a class says one of three. */
export function verdictClass(verdict: string | undefined): string {
  return verdict === 'valid' || verdict === 'invalid' ? verdict : 'unknown';
}

function fileTable(address: string, { files, omitted, linkedCount }: RunFiles): Markup {
  const shown = files.slice(0, FILES_SHOWN_MAX);
  const href = (path: string) => `${address}/files/${path.split('/').map(encodeURIComponent).join('/')}`;
  return html`<section aria-labelledby="files"><h2 id="files">Files</h2><div class="panel wide"><table class="files"><tbody>${shown.map(
    ({ path, bytes }) =>
      html`<tr><th scope="row"><a href="${href(path)}">${path}</a></th><td class="number">${bytesWords(bytes)}</td></tr>`,
  )}</tbody></table>${files.length > shown.length && html`<p class="dim">${files.length - shown.length} more are in the download.</p>`}${
    omitted && html`<p class="dim">This folder holds more than ${RUN_FILES_MAX} files: the rest is neither listed nor in the download.</p>`
  }${linkedCount > 0 && html`<p class="dim">${plural(linkedCount, 'file')} with a second name (hard links) are not served: they may be somebody else's.</p>`}</div></section>`;
}
