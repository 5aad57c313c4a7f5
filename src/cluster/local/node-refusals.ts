import { FaultlineError, type Ms, type NodeId } from '../../core/index.ts';
import type { NodeState } from '../cluster.ts';

/** Why a node cannot do what it is asked, in words. */
export interface Refusals {
  isDown(call: string): FaultlineError;
  wrongState(call: string, expected: NodeState): FaultlineError;
  notEnded(pid: number, waitedMs: Ms): FaultlineError;
}

export function createRefusals(node: NodeId, shownLogFile: string, state: () => NodeState): Refusals {
  return {
    isDown: (call) => new FaultlineError('node-down', `To ${call} node ${node} it must run, but it is down; its log is ${shownLogFile}.`),
    wrongState: (call, expected) =>
      new FaultlineError('node-state', `To ${call} node ${node} it must be ${expected}, but it is ${state()}.`),
    notEnded(pid, waitedMs) {
      const where = `Node ${node} (pid ${pid}) is still there ${waitedMs} ms after SIGKILL`;
      return new FaultlineError('node-not-ended', `${where}; expected its exit. It hangs inside the kernel: look at the machine's disks.`);
    },
  };
}
