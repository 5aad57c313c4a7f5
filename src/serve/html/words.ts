import type { Standing } from '../runs/query.ts';
import type { ListedRun } from '../runs/run-index.ts';
import { html, type Markup } from './markup.ts';

/** The sign says it too, for whoever does not see colours. */
const signs: Readonly<Record<Standing, string>> = {
  pass: '✓',
  violation: '✗',
  inconclusive: '?',
  expected: '✓',
  broken: '!',
  running: '●',
  unfinished: '–',
};

export const standingWords: Readonly<Record<Standing, string>> = {
  pass: 'pass',
  violation: 'violation',
  inconclusive: 'inconclusive',
  expected: 'violation, expected',
  broken: 'broken',
  running: 'running',
  unfinished: 'no verdict',
};

export function pill(standing: Standing): Markup {
  return html`<span class="pill ${standing}"><span aria-hidden="true">${signs[standing]}</span> ${standingWords[standing]}</span>`;
}

export function runAddress({ plan, name }: Pick<ListedRun, 'plan' | 'name'>): string {
  return `/runs/${encodeURIComponent(plan)}/${encodeURIComponent(name)}`;
}

/** `2026-11-21 06:37:25 UTC`, which is what the folder's name says. */
export function startedWords({ startedAtMs }: Pick<ListedRun, 'startedAtMs'>): string {
  return `${new Date(startedAtMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

export function bytesWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1024;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
