import type { Run } from '../run.ts';
import type { Hit } from './hit.ts';
import type { Layout } from './layout.ts';
import type { Theme } from './theme.ts';
import type { View } from './view.ts';

/** What every panel draws with. */
export interface Stage {
  readonly context: CanvasRenderingContext2D;
  /** Device pixels for each CSS pixel. */
  readonly ratio: number;
  readonly run: Run;
  readonly view: View;
  readonly layout: Layout;
  readonly theme: Theme;
  readonly pinned: Hit | undefined;
  /** Operations of which some part is in view, and which the filter lets through. */
  readonly rows: Int32Array;
}

export const sansFont = '11px system-ui, -apple-system, "Segoe UI", sans-serif';
export const smallFont = '10px system-ui, -apple-system, "Segoe UI", sans-serif';
export const monoFont = '10px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';

export function xOf({ view, layout }: Pick<Stage, 'view' | 'layout'>, ms: number): number {
  return layout.plotLeft + ((ms - view.fromMs) / (view.toMs - view.fromMs)) * layout.plotWidth;
}

export function msOf({ view, layout }: Pick<Stage, 'view' | 'layout'>, x: number): number {
  return view.fromMs + ((x - layout.plotLeft) / layout.plotWidth) * (view.toMs - view.fromMs);
}

/** A span cut to what is seen of it, in CSS pixels; undefined outside. */
export function spanOf(stage: Stage, fromMs: number, toMs: number): { readonly x: number; readonly width: number } | undefined {
  const { view, layout } = stage;
  if (toMs < view.fromMs || fromMs > view.toMs) return undefined;
  const left = Math.max(xOf(stage, fromMs), layout.plotLeft);
  const right = Math.min(xOf(stage, toMs), layout.plotLeft + layout.plotWidth);
  return { x: left, width: Math.max(1, right - left) };
}

export function label(stage: Stage, text: string, x: number, y: number, color: string = stage.theme.dim, font: string = sansFont): void {
  const { context } = stage;
  context.font = font;
  context.fillStyle = color;
  context.fillText(text, x, y);
}

/** Writes a text only if it fits into the width, else as much of it as says something. */
export function labelWithin(
  stage: Stage,
  text: string,
  x: number,
  y: number,
  width: number,
  color: string,
  font: string = smallFont,
): void {
  const { context } = stage;
  context.font = font;
  let shown = text;
  while (shown.length > 3 && context.measureText(shown).width > width) shown = `${shown.slice(0, -2).trimEnd()}…`;
  if (context.measureText(shown).width > width) return;
  context.fillStyle = color;
  context.fillText(shown, x, y);
}

/** Slanted lines over a rectangle: what is not there, or not to be trusted. */
export function hatch(stage: Stage, x: number, y: number, width: number, height: number, color: string, step: number): void {
  const { context } = stage;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.beginPath();
  for (let at = Math.floor((x - height) / step) * step; at < x + width; at += step) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
}

/** Puts pixels over what is there: putImageData alone would wipe out the bands behind. */
export function paint(context: CanvasRenderingContext2D, image: ImageData, x: number, y: number, width: number, height: number): void {
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, x, y, width, height);
}
