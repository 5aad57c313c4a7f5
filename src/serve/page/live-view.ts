import type { LiveItem, LiveView } from '../live/live-state.ts';
import { drawRates } from './rates.ts';

/** Follows a run by server-sent events. All that comes is set as text. */
export function startLiveView(): void {
  const root = document.querySelector<HTMLElement>('#live');
  const address = root?.dataset['events'];
  const run = root?.dataset['run'];
  if (root == null || address === undefined || run === undefined) return;
  const source = new EventSource(address);
  source.addEventListener('open', () => say('Up to date: what happens is shown as it happens.'));
  source.addEventListener('error', () => {
    // Closed for good: the run was over before this was asked for.
    if (source.readyState === EventSource.CLOSED) location.assign(run);
    else say('The server does not answer. It is asked again and again.');
  });
  source.addEventListener('state', (event) => {
    const view = JSON.parse(String(event.data)) as LiveView;
    show(root, view);
    if (view.ended === undefined) return;
    source.close();
    end(root, run, view.ended);
  });
}

function show(root: HTMLElement, { phase, progress, texts, faults, findings, rates }: LiveView): void {
  for (const [name, text] of Object.entries(texts)) {
    const place = root.querySelector(`[data-live="${name}"]`);
    // Setting it anew would tell a screen reader what it has told already.
    if (place !== null && place.textContent !== text) place.textContent = text;
  }
  for (const step of root.querySelectorAll<HTMLElement>('[data-phase]')) {
    if (step.dataset['phase'] === phase) step.setAttribute('aria-current', 'step');
    else step.removeAttribute('aria-current');
  }
  const bar = root.querySelector<HTMLElement>('[data-live="progress"]');
  if (bar !== null) bar.style.width = `${progress * 100}%`;
  list(root, 'faults', faults);
  list(root, 'findings', findings);
  const chart = root.querySelector<SVGSVGElement>('[data-live="rates"]');
  if (chart !== null) drawRates(chart, rates);
}

function list(root: HTMLElement, name: string, items: readonly LiveItem[]): void {
  const place = root.querySelector(`[data-live="${name}"]`);
  const told = JSON.stringify(items);
  if (!(place instanceof HTMLElement) || place.dataset['told'] === told) return;
  place.dataset['told'] = told;
  place.replaceChildren(...(items.length === 0 ? [nothing()] : items.map(itemOf)));
}

function itemOf({ title, beside = '', pale, below }: LiveItem): HTMLElement {
  const item = document.createElement('li');
  item.className = below === undefined ? 'live-item' : 'live-item found';
  const strong = document.createElement('b');
  strong.textContent = title;
  const dim = document.createElement('span');
  dim.className = 'dim';
  dim.textContent = pale;
  item.append(strong, ` ${beside} `, dim);
  if (below !== undefined) item.append(document.createElement('br'), below);
  return item;
}

function nothing(): HTMLElement {
  const item = document.createElement('li');
  item.className = 'none';
  item.textContent = 'none';
  return item;
}

function end(root: HTMLElement, run: string, { standing, headline }: NonNullable<LiveView['ended']>): void {
  root.classList.add('over');
  const link = document.createElement('a');
  link.href = run;
  link.textContent = 'See what came of it';
  say(`The run is over: ${standing}. ${headline}${/[.!?]$/.test(headline) ? '' : '.'} `);
  document.querySelector('#live-status')?.append(link);
}

function say(text: string): void {
  const status = document.querySelector('#live-status');
  if (status !== null && status.textContent !== text) status.textContent = text;
}
