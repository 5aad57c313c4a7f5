import { type Fate, fateCodes } from '../../../data/index.ts';
import { formatCount, readable } from '../../../words/index.ts';
import { label, type Stage, smallFont, xOf } from './canvas.ts';
import { arrivalMs, fateOf, sentMs, visibleMessages } from './message-view.ts';
import type { Theme } from './theme.ts';

/** Of so many messages in view each is drawn; of more only those that something happened to, as marks at their senders. */
export const MESSAGES_DRAWN_MAX = 2500;
/** Of so few, what they say is written beside them. */
const NAMED_MAX = 70;
const NAME_WIDTH_MIN = 26;
const MARK_HEIGHT = 7;

/** A line for each node, time to the right: messages go from the sender's line to the receiver's; what is lost ends on the way. */
export function drawMessages(stage: Stage): void {
  const { context, layout, run, theme, view } = stage;
  const { top, height, lane } = layout.panels.messages;
  if (height === 0) return;
  for (const [i, { node }] of run.data.nodes.entries()) {
    const y = yOfNode(stage, i);
    label(
      stage,
      i === 0 ? `${readable(node)}  messages` : readable(node),
      0,
      y,
      i === 0 ? theme.dim : theme.ink,
      lane < 12 ? smallFont : undefined,
    );
    context.fillStyle = theme.follower;
    context.fillRect(layout.plotLeft, Math.round(y), layout.plotWidth, 1);
  }
  const { first, end } = visibleMessages(run, view);
  context.save();
  context.beginPath();
  context.rect(layout.plotLeft, top - 2, layout.plotWidth, height + 4);
  context.clip();
  if (end - first <= MESSAGES_DRAWN_MAX) drawEach(stage, first, end);
  else drawMarks(stage, first, end);
  context.restore();
  const { omitted } = run.data.messages;
  const note =
    end - first > MESSAGES_DRAWN_MAX
      ? `${formatCount(end - first)} messages in view: zoom in to see each; lost ones are marked`
      : end === first && omitted > 0
        ? 'none kept here: the report holds those around findings'
        : '';
  if (note !== '') noteOver(stage, note, top + height - 3);
}

export function yOfNode({ layout }: Pick<Stage, 'layout'>, node: number): number {
  const { top, lane } = layout.panels.messages;
  return top + node * lane + lane / 2;
}

function drawEach(stage: Stage, first: number, end: number): void {
  const { run } = stage;
  const { from, to } = run.data.messages;
  const named = end - first <= NAMED_MAX;
  for (let i = first; i < end; i += 1) {
    const fate = fateOf(run, i);
    const [x1, x2] = [xOf(stage, sentMs(run, i)), xOf(stage, arrivalMs(run, i))];
    const [y1, y2] = [yOfNode(stage, from[i] ?? 0), yOfNode(stage, to[i] ?? 0)];
    drawMessage(stage, i, fate, { x1, x2, y1, y2 });
    if (named) nameIt(stage, i, { x1, x2, y1, y2 });
  }
}

interface Segment {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
}

function drawMessage({ context, run, theme, pinned }: Stage, message: number, fate: Fate, { x1, x2, y1, y2 }: Segment): void {
  const isPinned = pinned?.kind === 'message' && pinned.message === message;
  const share = fate === 'lost' ? 0.5 : 1;
  const [endX, endY] = [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share];
  context.strokeStyle =
    fate === 'lost' ? theme.red : colorOfType(run.data.messages.types[run.data.messages.type[message] ?? 0] ?? '', theme);
  const isPlain = fate === 'arrived' || fate === 'answered' || fate === 'sent';
  context.lineWidth = isPinned ? 3 : isPlain ? 1 : 1.6;
  context.globalAlpha = fate === 'sent' ? 0.6 : 0.9;
  if (fate === 'lost' || fate === 'maybe') context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(endX, endY);
  if (fate === 'doubled') {
    context.moveTo(x1, y1);
    context.lineTo(endX + 5, endY);
  }
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
  context.lineWidth = 1;
  if (fate === 'lost') cross(context, endX, endY, theme.red);
  else {
    context.fillStyle = context.strokeStyle;
    context.beginPath();
    context.arc(endX, endY, isPlain ? 1.6 : 2.4, 0, 7);
    context.fill();
  }
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, color: string): void {
  context.strokeStyle = color;
  context.lineWidth = 1.6;
  context.beginPath();
  context.moveTo(x - 3, y - 3);
  context.lineTo(x + 3, y + 3);
  context.moveTo(x + 3, y - 3);
  context.lineTo(x - 3, y + 3);
  context.stroke();
  context.lineWidth = 1;
}

function nameIt(stage: Stage, message: number, { x1, x2, y1, y2 }: Segment): void {
  const { run, theme, context } = stage;
  const { types, type, term, fate } = run.data.messages;
  if (Math.abs(x2 - x1) < NAME_WIDTH_MIN && fate[message] !== fateCodes.lost) return;
  const name = readable(types[type[message] ?? 0] ?? '');
  const said = (term[message] ?? -1) >= 0 && name.includes('vote') ? `${name} ${term[message]}` : name;
  context.font = smallFont;
  const x = x1 + (x2 - x1) * 0.25 + 4;
  const y = y1 + (y2 - y1) * 0.25;
  const width = context.measureText(said).width;
  context.fillStyle = theme.panel;
  context.globalAlpha = 0.75;
  context.fillRect(x - 1, y - 5, width + 2, 10);
  context.globalAlpha = 1;
  label(stage, said, x, y, fate[message] === fateCodes.lost ? theme.red : theme.dim, smallFont);
}

/** Where there are too many to draw: a mark at the sender for each pixel in which a message was lost, or struck otherwise. */
function drawMarks(stage: Stage, first: number, end: number): void {
  const { context, layout, run, theme } = stage;
  const { from, fate } = run.data.messages;
  const worst = new Map<number, number>();
  for (let i = first; i < end; i += 1) {
    const code = fate[i] ?? 0;
    if (code < fateCodes.delayed) continue;
    const place = (from[i] ?? 0) * 100_000 + Math.round(xOf(stage, sentMs(run, i)));
    worst.set(place, Math.max(worst.get(place) ?? 0, code));
  }
  for (const [place, code] of worst) {
    const x = place % 100_000;
    if (x < layout.plotLeft) continue;
    context.fillStyle = code === fateCodes.lost ? theme.red : theme.info;
    context.fillRect(x, yOfNode(stage, Math.floor(place / 100_000)) - MARK_HEIGHT / 2, 1, MARK_HEIGHT);
  }
}

function noteOver(stage: Stage, text: string, y: number): void {
  const { context, layout, theme } = stage;
  context.font = smallFont;
  const width = context.measureText(text).width;
  const x = layout.plotLeft + layout.plotWidth - width - 6;
  context.fillStyle = theme.panel;
  context.fillRect(x - 3, y - 7, width + 6, 13);
  label(stage, text, x, y, theme.dim, smallFont);
}

function colorOfType(type: string, theme: Theme): string {
  if (type.includes('vote')) return theme.candidate;
  return type.endsWith('-reply') ? theme.green : theme.leader;
}
