import type { LiveView } from '../live/live-state.ts';

const WIDTH = 960;
const HEIGHT = 110;
/** The number of seconds that the picture has room for, as `RATE_SECONDS` of the server. */
const SECONDS = 120;
const kinds = ['ok', 'fail', 'info'] as const;

/** A bar for each second, from the left when the run is young; failures stand on top, so that they are never hidden. */
export function drawRates(chart: SVGSVGElement, rates: LiveView['rates']): void {
  const top = Math.max(1, ...rates.map(({ ok, fail, info }) => ok + fail + info));
  const step = WIDTH / SECONDS;
  const bars: SVGRectElement[] = [];
  for (const [second, rate] of rates.entries()) {
    let base = HEIGHT;
    for (const kind of kinds) {
      if (rate[kind] === 0) continue;
      const height = Math.max(1, (rate[kind] / top) * (HEIGHT - 4));
      base -= height;
      const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      bar.setAttribute('class', kind);
      bar.setAttribute('x', String(second * step));
      bar.setAttribute('y', String(base));
      bar.setAttribute('width', String(step - 1));
      bar.setAttribute('height', String(height));
      bars.push(bar);
    }
  }
  chart.replaceChildren(...bars);
  const last = rates.at(-2);
  chart.setAttribute('aria-label', `Completions in each second, at most ${top}${last === undefined ? '' : `, last ${last.ok} ok`}`);
}
