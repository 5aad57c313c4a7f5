import type { Ms, NodeId } from '../../core/index.ts';
import { describeTarget, formatCount, plural } from '../words/index.ts';
import { colorsOf, type TerminalOptions } from './colors.ts';
import { fitLine } from './fit-line.ts';

/** What is known of a run while it goes on. */
export interface ProgressState {
  readonly phase: string;
  readonly elapsedMs: Ms;
  /** Of the phase or run that `elapsedMs` counts; absent where nobody knows. */
  readonly totalMs?: Ms;
  readonly okPerSecond?: number;
  readonly ops: { readonly ok: number; readonly fail: number; readonly info: number };
  readonly faults: readonly { readonly kind: string; readonly target: readonly string[] }[];
  /** Absent: nobody leads. `null`: nobody ever does, or nobody can know. */
  readonly leader?: null | { readonly node: NodeId; readonly term: number };
  readonly findingCount?: number;
}

/** One line, without its end: `safety 7.6 s left  198 ok/s  2,431 ok 12 fail 3 info  n4 leads term 3  partition n2 | n1 n3`. */
export function progressLine(state: ProgressState, options: TerminalOptions = {}): string {
  const colors = colorsOf(options);
  const { ops, leader, findingCount = 0 } = state;
  const { elapsedMs, totalMs } = state;
  const time = totalMs === undefined ? `${seconds(elapsedMs)} s` : `${seconds(Math.max(0, totalMs - elapsedMs))} s left`;
  return fitLine(
    [
      { text: `${state.phase} ${time}`, paint: colors.bold },
      ...(state.okPerSecond === undefined ? [] : [{ text: `${formatCount(state.okPerSecond)} ok/s` }]),
      { text: `${formatCount(ops.ok)} ok ${formatCount(ops.fail)} fail ${formatCount(ops.info)} info` },
      ...(findingCount === 0 ? [] : [{ text: plural(findingCount, 'finding'), paint: colors.red }]),
      ...(leader === null
        ? []
        : [{ text: leader === undefined ? 'no leader' : `${leader.node} leads term ${leader.term}`, paint: colors.dim }]),
      ...state.faults.map(({ kind, target }) => ({ text: `${kind} ${describeTarget(target)}`.trim(), paint: colors.yellow })),
    ],
    options.width,
  );
}

function seconds(ms: Ms): string {
  return (ms / 1000).toFixed(1);
}
