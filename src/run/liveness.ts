import type { CheckerResult, Finding, JsonObject, Plan, System } from '../core/index.ts';
import { formatDuration } from '../report/index.ts';
import { tellBodies } from './ask-nodes.ts';
import type { Convergence } from './convergence.ts';
import type { CoreResult } from './core-phase.ts';
import { coreApart, tellApart, tellNodes } from './tell-nodes.ts';
import { coreNodes, unavailableResult } from './unavailable.ts';

/** What the phases after safety have shown so far; absent: the phase did not come, or did not come to its end. */
export interface LivenessEvidence {
  core?: CoreResult;
  convergence?: Convergence | { readonly state: 'unavailable'; readonly why: string };
}

/** Did the core serve, and did the healed cluster come together? A run that did not get so far knows nothing, unless the core was stuck. */
export function livenessOf({ core, convergence }: LivenessEvidence, plan: Plan, system: System): CheckerResult {
  const findings = [...coreFindings(core, plan, system), ...convergenceFindings(convergence, plan, system)];
  const [first] = findings;
  if (first !== undefined) return { verdict: 'invalid', reason: findings.map(({ message }) => message).join(' '), findings };
  if (convergence === undefined) return { verdict: 'unknown', reason: 'the run ended before convergence was asked for', findings: [] };
  if (convergence.state === 'unavailable') return unavailableResult(convergence.why);
  const data: JsonObject =
    convergence.state === 'apart' ? {} : { afterMs: Math.round(convergence.afterMs), state: convergence.state, ...coreData(core) };
  return { verdict: 'valid', findings: [], data };
}

/** What a reader of the verdict must know of these phases though nothing is wrong. */
export function livenessRemarks({ core, convergence }: LivenessEvidence): string[] {
  const remarks: string[] = [];
  if (core?.state === 'slow') remarks.push(`slow: the core served only after ${formatDuration(Math.max(core.afterMs, core.againMs))}`);
  if (core?.state === 'unavailable') remarks.push(core.why);
  if (convergence?.state === 'unavailable') remarks.push(convergence.why);
  if (convergence?.state === 'slow')
    remarks.push(`slow: all nodes held the same only ${formatDuration(convergence.afterMs)} after the faults were healed`);
  return remarks;
}

function coreFindings(core: CoreResult | undefined, plan: Plan, system: System): Finding[] {
  if (core?.state !== 'stuck' || plan.core === undefined) return [];
  const away = plan.core.stops.map(({ node, how }) => `${node} ${how === 'dead' ? 'dead' : 'cut off'}`);
  const cuts = plan.core.cuts.map(({ from, to }) => `${from} -> ${to} cut`);
  const who = `The core (${[coreNodes(plan.system.nodes, plan.core).join(', '), [...away, ...cuts].join(', ') || 'nobody away'].join('; ')})`;
  const within = bound(core.waitedMs, plan.phases.coreMs, plan);
  const what =
    core.heldMs === undefined
      ? `${who} did not serve ${within}`
      : `${who} served at first, was left alone for ${formatDuration(core.heldMs)}, and did not serve again ${within}`;
  const message = tellNodes(`${what}: ${whyStuck(core, plan, system)}.`, system, core.bodies);
  return [{ rule: 'core-stuck', message, evidence: { waitedFor: core.waitedFor, states: tellBodies(core.bodies) } }];
}

function whyStuck(core: Extract<CoreResult, { state: 'stuck' }>, plan: Plan, system: System): string {
  const { waitedFor, trouble } = core;
  const last = trouble === undefined ? '' : ` (${trouble})`;
  switch (waitedFor) {
    case 'election':
      return coreApart(system, plan, core.bodies);
    case 'commit':
      return `no write was answered ok${last}`;
    case 'answer':
      return `no read was answered ok${last}`;
    default:
      return waitedFor satisfies never;
  }
}

function convergenceFindings(convergence: LivenessEvidence['convergence'], plan: Plan, system: System): Finding[] {
  if (convergence?.state !== 'apart') return [];
  const { waitedMs, bodies } = convergence;
  const within = bound(waitedMs, plan.phases.convergenceMs, plan);
  const what = `With every fault ended and every node started again, the nodes did not come to hold the same ${within}`;
  const message = tellNodes(`${what}: ${tellApart(system, bodies)}.`, system, bodies);
  return [{ rule: 'no-convergence', message, evidence: { states: tellBodies(bodies) } }];
}

/** The bound as the plan has it; on a real machine, where patience is had, how long was waited indeed. */
function bound(waitedMs: number, allowedMs: number, { world }: Plan): string {
  switch (world) {
    case 'simulated':
      return `within ${formatDuration(allowedMs)} of virtual time`;
    case 'local':
      return `within ${formatDuration(waitedMs)} (${formatDuration(allowedMs)} are allowed)`;
    default:
      return world satisfies never;
  }
}

function coreData(core: CoreResult | undefined): JsonObject {
  if (core === undefined) return {};
  if (core.state !== 'served' && core.state !== 'slow') return { core: core.state };
  return { core: core.state, coreAfterMs: Math.round(core.afterMs), coreAgainMs: Math.round(core.againMs) };
}
