import { type CheckerResult, type CorePlan, canServe, isJsonObject, majorityOf, type NodeId } from '../core/index.ts';

/** What a note begins with when a cluster could not serve by theory: no finding, and said aloud. */
const UNAVAILABLE = 'unavailable as expected';

export interface Losses {
  /** Every node of the plan. */
  readonly nodes: readonly NodeId[];
  /** Nodes that can never start again, and why. A node that is merely down is none of them. */
  readonly lost: ReadonlyMap<NodeId, string>;
}

/**
 * Why the healed cluster cannot serve, by theory: fewer than a majority of its nodes can ever run again. undefined: it can, and a
 * cluster that does not is stuck. A majority that is fine excuses nothing, however many others are lost.
 */
export function whyNoRecovery({ nodes, lost }: Losses): string | undefined {
  const fit = nodes.filter((node) => !lost.has(node));
  if (fit.length >= majorityOf(nodes.length)) return undefined;
  return `${UNAVAILABLE}: ${tell(nodes, lost)}; the ${fit.length} left are no majority of ${nodes.length}`;
}

/** The same for the core phase: what counts is who of the core can run, and its one-way cuts. */
export function whyNoCore({ nodes, lost }: Losses, core: CorePlan): string | undefined {
  const members = coreNodes(nodes, core);
  const fit = members.filter((node) => !lost.has(node));
  if (canServe(nodes, fit, core.cuts)) return undefined;
  const gone = tell(members, lost);
  const cut = core.cuts.length === 0 ? '' : ' that keeps every link among its own';
  return `${UNAVAILABLE} in the core phase: ${gone === '' ? 'no node is lost' : gone}; what is left of the core (${fit.join(', ') || 'nothing'}) holds no majority of ${nodes.length}${cut}`;
}

/** The nodes that are left when those that the plan stops are gone. */
export function coreNodes(nodes: readonly NodeId[], core: CorePlan): NodeId[] {
  return nodes.filter((node) => !core.stops.some((stop) => stop.node === node));
}

/** The verdict of a run that could not come together: nothing is wrong, and the run says why. */
export function unavailableResult(why: string): CheckerResult {
  return { verdict: 'valid', reason: why, findings: [], data: { state: 'unavailable' } };
}

export function isUnavailable(liveness: CheckerResult | undefined): boolean {
  return isJsonObject(liveness?.data) && liveness.data['state'] === 'unavailable';
}

function tell(nodes: readonly NodeId[], lost: ReadonlyMap<NodeId, string>): string {
  return nodes.flatMap((node) => (lost.has(node) ? [`${node} can never start again (${lost.get(node)})`] : [])).join(', ');
}
