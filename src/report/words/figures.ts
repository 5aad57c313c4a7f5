/** `5912` -> `5,912`. Grouped by hand, so that every machine prints the same. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A moment of the run: `18.42 s`. Three decimals where two moments are to be told apart. */
export function formatSeconds(ms: number, decimals = 2): string {
  return `${(ms / 1000).toFixed(decimals)} s`;
}

/** A latency or a short stretch: `0.31 ms`, `4.2 ms`, `310 ms`, `1.25 s`. */
export function formatMs(ms: number): string {
  if (ms >= 1000) return `${trimZeros((ms / 1000).toFixed(2))} s`;
  if (ms >= 100) return `${Math.round(ms)} ms`;
  return `${trimZeros(ms >= 10 ? ms.toFixed(1) : ms.toFixed(2))} ms`;
}

/** How long a run took: `31.4 s`, `12 min 4 s`, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** A figure whose unit is not known: grouped, with at most three decimals. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value)) return value < 0 ? `-${formatCount(-value)}` : formatCount(value);
  const [whole = '', fraction = ''] = trimZeros(value.toFixed(3)).split('.');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** `1 key`, `24 keys`, `1 of 24 keys` is the caller's. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A field's name as words: `okDuringFaults` -> `ok during faults`. */
export function spaced(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, (_, before: string, capital: string) => `${before} ${capital.toLowerCase()}`);
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
