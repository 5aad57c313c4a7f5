import type { LateStart, NodeDeath } from '../cluster/index.ts';
import type { FaultReport, Finding, Ms, NodeId, Plan } from '../core/index.ts';
import { formatDuration } from '../report/index.ts';
import { tellBound } from './convergence.ts';

export interface LateEvidence {
  readonly start: LateStart;
  /** Every fault had ended when it was started. One that was started earlier may have waited for what a fault took away. */
  readonly isHealed: boolean;
  /** Why it had to be started again. */
  readonly why: string;
}

/** So many lines of a log are told in a message; the evidence holds more. */
const LINES_TOLD_MAX = 3;
const LINE_TOLD_CHARS_MAX = 200;

/** The starts of one run that took too long. */
export class LateStarts {
  readonly all: LateEvidence[] = [];
  #healAtMs = Number.POSITIVE_INFINITY;

  /** Every fault has been told to end; what is started from now on has nothing in its way. */
  heal(atMs: Ms): void {
    this.#healAtMs = atMs;
  }

  add(start: LateStart, faults: readonly FaultReport[], deaths: readonly NodeDeath[]): void {
    const why = whyStarted(start, faults, new Set(deaths.map(({ node }) => node)));
    this.all.push({ start, isHealed: start.fromMs >= this.#healAtMs, why });
  }

  isGone(node: NodeId): boolean {
    return this.all.some((late) => counts(late) && late.start.node === node);
  }
}

/** Why a node was down: the last fault that ended it before it was started, or its own end. */
function whyStarted({ node, fromMs }: LateStart, faults: readonly FaultReport[], died: ReadonlySet<NodeId>): string {
  const struck = faults
    .filter(({ kind, target, state }) => kind !== 'pause' && state !== 'missing' && target.includes(node))
    .filter(({ beganAtMs = Number.POSITIVE_INFINITY }) => beganAtMs <= fromMs)
    .sort((a, b) => (a.beganAtMs ?? 0) - (b.beganAtMs ?? 0));
  const last = struck.filter(({ kind }) => kind in ended).at(-1);
  if (died.has(node) || last?.beganAtMs === undefined) return died.has(node) ? 'had ended by itself' : 'had ended';
  return `${ended[last.kind]} at ${formatDuration(last.beganAtMs)} (fault ${last.id})`;
}

const ended: Readonly<Record<string, string>> = { kill: 'was killed', 'power-cut': 'lost power' };

export function lateFindings(late: readonly LateEvidence[] = [], plan: Plan): Finding[] {
  return late.filter(counts).map(({ start, why }) => {
    const { node, boot, fromMs, waitedMs, allowedMs, lastLines, logFile } = start;
    const told = lastLines.slice(-LINES_TOLD_MAX).map((line) => JSON.stringify(line.slice(0, LINE_TOLD_CHARS_MAX)));
    const log = told.length === 0 ? 'It wrote nothing.' : `Its log ends: ${told.join(', ')}.`;
    const within = plan.world === 'simulated' ? `within ${formatDuration(allowedMs)} of virtual time` : tellBound(waitedMs, allowedMs);
    const again = `was started again at ${formatDuration(fromMs)}, when every fault had ended, and did not become ready`;
    const message = `${node} ${why}, ${again} ${within}. ${logFile === undefined ? '' : log}`.trimEnd();
    const evidence = { node, boot, fromMs, waitedMs, lastLines: [...lastLines], ...(logFile === undefined ? {} : { logFile }) };
    return { rule: 'did-not-come-back', message, evidence };
  });
}

/** What a reader must know of starts that count for nothing. */
export function lateRemarks(late: readonly LateEvidence[] = []): string[] {
  return late.flatMap((one) => {
    const { start } = one;
    // What was found is told once.
    if (counts(one) || late.some((other) => counts(other) && other.start.node === start.node)) return [];
    const after = `${start.node}, started again at ${formatDuration(start.fromMs)},`;
    if (start.isReady) return [`slow: ${after} was ready only after ${formatDuration(start.waitedMs)}`];
    return [
      `slow: ${after} was not ready within ${formatDuration(start.waitedMs)}, which is not held against it where faults were in force`,
    ];
  });
}

export function didNotComeBack(late: readonly LateEvidence[] = []): boolean {
  return late.some(counts);
}

function counts({ start, isHealed }: LateEvidence): boolean {
  return isHealed && !start.isReady;
}
