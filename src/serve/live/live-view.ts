import { formatCount, formatDuration, plural, readable } from '../../report/index.ts';
import type { LiveState, LiveView } from './live-state.ts';

/** The phases that a run goes through; only some have a core phase. */
const phases = ['set-up', 'safety', 'core', 'heal', 'convergence', 'final-reads', 'stop'] as const;

export function viewOf(state: LiveState): LiveView {
  const { ops, leader, ended, unreadableCount } = state;
  return {
    phase: state.phase,
    phases: phases.filter((phase) => phase !== 'core' || state.hasCore),
    progress: progressOf(state),
    texts: {
      elapsed: `${ended === undefined ? 'runs' : 'ran'} for ${formatDuration(state.elapsedMs)}`,
      rate: formatCount(state.okPerSecond),
      ok: formatCount(ops.ok),
      fail: formatCount(ops.fail),
      info: formatCount(ops.info),
      open: formatCount(state.openCount),
      top: formatCount(Math.max(0, ...state.rates.map((rate) => rate.ok + rate.fail + rate.info))),
      // Of a system without leaders nobody is elected, ever.
      ...(leader === undefined && !state.hasLeaders
        ? {}
        : { leader: leader === undefined ? 'nobody' : `${leader.node}, term ${leader.term}` }),
      'ended-faults': formatCount(state.endedFaultCount),
      'finding-count': formatCount(state.findingCount),
      judging: judgingWords(state.judging),
      unreadable: unreadableCount === 0 ? '' : `${plural(unreadableCount, 'line')} of the history cannot be read.`,
    },
    faults: state.faults.map(({ kind, target, forMs }) => ({ title: kind, beside: target, pale: `for ${formatDuration(forMs)}` })),
    findings: state.findings.map(({ title, checker, message }) => ({ title, pale: checker, below: message })),
    rates: state.rates,
    ...(ended === undefined ? {} : { ended }),
  };
}

function progressOf({ safetyMs, safetyElapsedMs }: LiveState): number {
  if (safetyMs === undefined || safetyElapsedMs === undefined) return 0;
  return Math.min(1, Math.max(0, safetyElapsedMs / safetyMs));
}

function judgingWords(judging: readonly string[]): string {
  if (judging.length === 0) return 'No checker of this run tells anything before it ends.';
  return `${judging.map((name) => readable(name)).join(', ')} ${judging.length === 1 ? 'judges' : 'judge'} here and now; what the other checkers find is told when the run ends.`;
}
