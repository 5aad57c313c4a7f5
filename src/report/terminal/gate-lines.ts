import type { GateResult, GateState } from '../../core/index.ts';
import { brief, compareToLimit, nameLimit, readable } from '../words/index.ts';
import type { Colors } from './colors.ts';

const LINES_MAX = 40;
const NOTE_CHARS_MAX = 160;
const signs: Readonly<Record<GateState, string>> = { met: '✓', failed: '✗', unmeasured: '?', deferred: '-' };

/** A line for each limit: measured against allowed. Those that fail come first where there are too many. */
export function gateLines(gate: readonly GateResult[], colors: Colors): string[] {
  const shown = gate.length <= LINES_MAX ? gate : [...gate].sort((a, b) => rank(a) - rank(b)).slice(0, LINES_MAX);
  const names = shown.map((result) => readable(nameLimit(result)));
  const width = Math.max(0, ...names.map(({ length }) => length));
  const lines = shown.map((result, i) => {
    const { state, note } = result;
    const [measured, allowed] = compareToLimit(result);
    const paint = { met: colors.green, failed: colors.red, unmeasured: colors.yellow, deferred: colors.dim }[state];
    const behind = note === undefined ? '' : `  ${colors.dim(brief(readable(note), NOTE_CHARS_MAX))}`;
    return `  ${paint(signs[state])} ${(names[i] ?? '').padEnd(width)}  ${paint(readable(measured))}, ${readable(allowed)}${behind}`;
  });
  return gate.length > shown.length ? [...lines, `  and ${gate.length - shown.length} more limits`] : lines;
}

function rank({ state }: GateResult): number {
  return (['failed', 'unmeasured', 'deferred', 'met'] as const).indexOf(state);
}
