import type { CheckerResult, Finding, JsonObject, Plan } from '../core/index.ts';
import { tellBodies } from './ask-nodes.ts';
import type { Convergence } from './convergence.ts';
import type { CoreResult, CoreStage } from './core-phase.ts';
import { coreNodes, unavailableResult } from './unavailable.ts';

/** What the phases after safety have shown so far; absent: the phase did not come, or did not come to its end. */
export interface LivenessEvidence {
  core?: CoreResult;
  convergence?: Convergence | { readonly state: 'unavailable'; readonly why: string };
}

/** Did the core serve, and did the healed cluster come together? A run that did not get so far knows nothing, unless the core was stuck. */
export function livenessOf({ core, convergence }: LivenessEvidence, plan: Plan): CheckerResult {
  const findings = [...coreFindings(core, plan), ...convergenceFindings(convergence, plan)];
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
  if (core?.state === 'slow') remarks.push(`slow: the core served only after ${Math.round(core.afterMs)} ms`);
  if (core?.state === 'unavailable') remarks.push(core.why);
  if (convergence?.state === 'unavailable') remarks.push(convergence.why);
  if (convergence?.state === 'slow')
    remarks.push(`slow: all nodes held the same only ${Math.round(convergence.afterMs)} ms after the faults were healed`);
  return remarks;
}

function coreFindings(core: CoreResult | undefined, plan: Plan): Finding[] {
  if (core?.state !== 'stuck' || plan.core === undefined) return [];
  const states = tellBodies(core.bodies);
  const away = plan.core.stops.map(({ node, how }) => `${node} ${how === 'dead' ? 'dead' : 'cut off'}`);
  const cuts = plan.core.cuts.map(({ from, to }) => `${from} -> ${to} cut`);
  const message =
    `The core (${coreNodes(plan.system.nodes, plan.core).join(', ')}, all faults ended; ${[...away, ...cuts].join(', ') || 'nobody away'}) did not serve ` +
    `within ${Math.round(core.waitedMs)} ms (${plan.phases.coreMs} ms are allowed). Waited for: ${stageWords(core.waitedFor)}. ${states.join('; ')}.`;
  return [{ rule: 'core-stuck', message, evidence: { waitedFor: core.waitedFor, states } }];
}

function stageWords(stage: CoreStage): string {
  switch (stage) {
    case 'election':
      return 'an election (one leader that all of the core name, and the same applied index and state hash on each)';
    case 'commit':
      return 'a commit (a write that is answered ok)';
    case 'answer':
      return 'an answer (a read that is answered ok)';
    default: {
      const never: never = stage;
      return never;
    }
  }
}

function convergenceFindings(convergence: LivenessEvidence['convergence'], plan: Plan): Finding[] {
  if (convergence?.state !== 'apart') return [];
  const message =
    `After all faults were healed and every node was restarted, the nodes did not come to hold the same within ${Math.round(convergence.waitedMs)} ms ` +
    `(${plan.phases.convergenceMs} ms are allowed). Waited for: one leader that all name, and the same applied index and state hash on every node.`;
  return [{ rule: 'no-convergence', message, evidence: { states: tellBodies(convergence.bodies) } }];
}

function coreData(core: CoreResult | undefined): JsonObject {
  if (core === undefined) return {};
  return 'afterMs' in core ? { core: core.state, coreAfterMs: Math.round(core.afterMs) } : { core: core.state };
}
