import { formatMs } from '../../../words/index.ts';
import { label, labelWithin, type Stage, spanOf } from './canvas.ts';
import { serviceOf } from './service.ts';

/** Where clients were served, where for a while not one of them was, and where nobody asked. */
export function drawService(stage: Stage): void {
  const { context, layout, run, theme } = stage;
  const { top, height } = layout.panels.service;
  label(stage, 'served', 0, top + height / 2);
  const paintOver = (fromMs: number, toMs: number, color: string, alpha: number) => {
    const seen = spanOf(stage, fromMs, toMs);
    if (seen === undefined) return undefined;
    context.fillStyle = color;
    context.globalAlpha = alpha;
    context.fillRect(seen.x, top + 2, seen.width, height - 4);
    context.globalAlpha = 1;
    return seen;
  };
  paintOver(run.columns.startMs[0] ?? 0, run.columns.startMs.at(-1) ?? 0, theme.green, 0.4);
  const { quiet, unserved } = serviceOf(run);
  for (const { fromMs, toMs } of quiet) paintOver(fromMs, toMs, theme.panel, 1);
  for (const { fromMs, toMs } of unserved) {
    const seen = paintOver(fromMs, toMs, theme.red, 0.75);
    if (seen === undefined) continue;
    labelWithin(stage, `nobody for ${formatMs(toMs - fromMs)}`, seen.x + 5, top + height / 2 + 0.5, seen.width - 8, theme.panel);
  }
}
