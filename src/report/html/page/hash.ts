import type { View } from './timeline/view.ts';

/** What of the page's state can be sent to someone else: the stretch in view, the operation held fast, the filter and the finding. */
export interface Shared {
  readonly view?: View;
  readonly pinned?: number;
  readonly filter?: string;
  readonly finding?: number;
}

/** `#t=1200.5,1800&op=612&filter=s:fail&finding=2`: milliseconds of the run, an event of the history, a finding from 1. */
export function readHash(hash: string, endMs: number): Shared {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const [from, to] = (fields.get('t') ?? '').split(',').map(Number);
  const view =
    from !== undefined && to !== undefined && from >= 0 && to > from && to <= endMs + 1
      ? { fromMs: from, toMs: Math.min(to, endMs) }
      : undefined;
  const pinned = wholeOf(fields.get('op'));
  const finding = wholeOf(fields.get('finding'));
  const filter = fields.get('filter') ?? '';
  return {
    ...(view === undefined ? {} : { view }),
    ...(pinned === undefined ? {} : { pinned }),
    ...(filter === '' ? {} : { filter }),
    ...(finding === undefined || finding < 1 ? {} : { finding: finding - 1 }),
  };
}

export function writeHash({ view, pinned, filter, finding }: Shared): string {
  const parts = [
    ...(view === undefined ? [] : [`t=${round(view.fromMs)},${round(view.toMs)}`]),
    ...(pinned === undefined ? [] : [`op=${pinned}`]),
    ...(filter === undefined || filter === '' ? [] : [`filter=${encodeURIComponent(filter)}`]),
    ...(finding === undefined ? [] : [`finding=${finding + 1}`]),
  ];
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}

function wholeOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
