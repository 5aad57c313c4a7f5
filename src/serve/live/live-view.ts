import { formatCount, formatDuration, plural } from '../../report/index.ts';
import type { LiveState, LiveView } from './live-state.ts';

export function viewOf(state: LiveState): LiveView {
  const { ops, leader, ended, unreadableCount } = state;
  return {
    phase: state.phase,
    progress: progressOf(state),
    texts: {
      elapsed: formatDuration(state.elapsedMs),
      rate: formatCount(state.okPerSecond),
      ok: formatCount(ops.ok),
      fail: formatCount(ops.fail),
      info: formatCount(ops.info),
      open: formatCount(state.openCount),
      top: formatCount(Math.max(0, ...state.rates.map((rate) => rate.ok + rate.fail + rate.info))),
      leader: leader === undefined ? 'nobody' : `${leader.node}, term ${leader.term}`,
      'ended-faults': formatCount(state.endedFaultCount),
      'finding-count': formatCount(state.findingCount),
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
