import { formatCount, formatMs } from '../../report/index.ts';

/** A time beside its limit: 1,001 ms must not read like the 1 s that it is not allowed to pass. */
export function formatTime(ms: number): string {
  if (ms < 100) return formatMs(ms);
  return ms < 10_000 ? `${formatCount(ms)} ms` : `${Number((ms / 1000).toFixed(2))} s`;
}
