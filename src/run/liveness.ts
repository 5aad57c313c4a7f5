import { type CheckerResult, type Finding, isJsonObject, type JsonObject, type NodeId, type Plan, type System } from '../core/index.ts';
import { formatDuration } from '../report/index.ts';
import { tellBodies } from './ask-nodes.ts';
import { type Convergence, tellBound } from './convergence.ts';
import type { CoreResult } from './core-phase.ts';
import type { NodeAnswers } from './final-reads.ts';
import { didNotComeBack, type LateEvidence, lateFindings, lateRemarks } from './late-starts.ts';
import { coreApart, tellApart, tellNodes } from './tell-nodes.ts';
import { coreNodes, unavailableResult } from './unavailable.ts';

/** What the phases after safety have shown so far; absent: the phase did not come, or did not come to its end. */
export interface LivenessEvidence {
  core?: CoreResult;
  convergence?: Convergence | { readonly state: 'unavailable'; readonly why: string };
  /** The final reads, of nodes that are up. */
  answers?: ReadonlyMap<NodeId, NodeAnswers>;
  /** Whether all held the same before there was any load or fault. */
  togetherAtStart?: boolean;
  /** Starts that took too long, and what became of them. */
  late?: readonly LateEvidence[];
  /** Operations of the whole run that were answered `ok`. */
  okCount?: number;
}

/** So many final reads of a node must have failed, and none been answered: one alone may have been bad luck on a network that loses messages. */
const FAILED_READS_MIN = 2;

/**
 * Did the core serve, did the healed cluster come together, and does each node of it answer? A run that did not get so far knows
 * nothing, unless the core was stuck.
 */
export function livenessOf(evidence: LivenessEvidence, plan: Plan, system: System): CheckerResult {
  const { core, convergence } = evidence;
  const findings = [
    ...coreFindings(core, plan, system),
    ...lateFindings(evidence.late, plan),
    ...convergenceFindings(evidence, plan, system),
    ...answerFindings(evidence, plan),
  ];
  const [first] = findings;
  if (first !== undefined) return { verdict: 'invalid', reason: findings.map(({ message }) => message).join(' '), findings };
  if (convergence === undefined) return { verdict: 'unknown', reason: 'the run ended before convergence was asked for', findings: [] };
  if (convergence.state === 'unavailable') return unavailableResult(convergence.why);
  if (neverTogether(evidence, plan)) {
    const reason = `the nodes did not hold the same even before the load and the faults: \`converged\` of ${plan.system.from} may compare what is each node's own`;
    return { verdict: 'unknown', reason, findings: [] };
  }
  if (onlyDiffers(evidence, system)) {
    const reason = `the status of the nodes differs at the end${differing(convergence)}: a system without \`converged\` compares all that they say, which may be each node's own; name what must be the same, as in sameStatus('index')`;
    return { verdict: 'unknown', reason, findings: [] };
  }
  if (neverTalked(evidence, plan)) {
    const reason = `not one operation of the run was answered ok: nothing shows that the client of ${plan.system.from} can talk to the system`;
    return { verdict: 'unknown', reason, findings: [] };
  }
  const data: JsonObject =
    convergence.state === 'apart' ? {} : { afterMs: Math.round(convergence.afterMs), state: convergence.state, ...coreData(core) };
  return { verdict: 'valid', findings: [], data };
}

/** What a reader of the verdict must know of these phases though nothing is wrong. */
export function livenessRemarks({ core, convergence, late }: LivenessEvidence): string[] {
  const remarks = lateRemarks(late);
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

function convergenceFindings(evidence: LivenessEvidence, plan: Plan, system: System): Finding[] {
  const { convergence } = evidence;
  if (convergence?.state !== 'apart' || neverTogether(evidence, plan)) return [];
  if (onlyDiffers(evidence, system) || didNotComeBack(evidence.late)) return [];
  const { waitedMs, bodies } = convergence;
  const within = bound(waitedMs, plan.phases.convergenceMs, plan);
  const what = `With every fault ended and every node started again, the nodes did not come to hold the same ${within}`;
  const message = tellNodes(`${what}: ${tellApart(system, bodies)}.`, system, bodies);
  return [{ rule: 'no-convergence', message, evidence: { states: tellBodies(bodies) } }];
}

/** A description of the user's own may be what is wrong, where no client was ever answered: that is not held against the system. */
function neverTalked({ okCount }: LivenessEvidence, { system }: Plan): boolean {
  return system.from !== undefined && okCount === 0;
}

/** The same, of nodes that never were seen to hold the same: with nothing to do and nothing broken, a right system comes together. */
function neverTogether({ convergence, togetherAtStart }: LivenessEvidence, { system }: Plan): boolean {
  return system.from !== undefined && convergence?.state === 'apart' && togetherAtStart === false;
}

/** Nobody has said what must be the same, and every node answers: what clients read at the end is judged with everything else that they read. */
function onlyDiffers({ convergence }: LivenessEvidence, { comparesAll }: System): boolean {
  if (comparesAll !== true || convergence?.state !== 'apart') return false;
  return [...convergence.bodies.values()].every((body) => body !== undefined);
}

/** Names the fields. */
function differing(convergence: LivenessEvidence['convergence']): string {
  if (convergence?.state !== 'apart') return '';
  const bodies = [...convergence.bodies.values()].filter((body) => body !== undefined).filter(isJsonObject);
  const fields = [...new Set(bodies.flatMap((body) => Object.keys(body)))];
  const apart = fields.filter((field) => new Set(bodies.map((body) => JSON.stringify(body[field]))).size > 1);
  return apart.length === 0 ? '' : ` (${apart.join(', ')})`;
}

/**
 * To hold the same is not to serve: the status is asked past the clients' links, and a node may answer that and nothing else. One of a
 * system of the user's own that says where the leader is, while another answers, does as its system is made.
 */
function answerFindings(evidence: LivenessEvidence, plan: Plan): Finding[] {
  const { convergence, answers } = evidence;
  if (answers === undefined || (convergence?.state !== 'converged' && convergence?.state !== 'slow')) return [];
  if (neverTalked(evidence, plan) || didNotComeBack(evidence.late)) return [];
  const isServed = [...answers.values()].some(({ okCount }) => okCount > 0);
  return [...answers].flatMap(([node, { okCount, errors }]): Finding[] => {
    if (okCount > 0 || errors.length < FAILED_READS_MIN) return [];
    if (plan.system.from !== undefined && isServed && errors.every((error) => error === 'not-leader')) return [];
    const kinds = [...new Set(errors)];
    const counted = kinds.map((kind) => `${kind} (${errors.filter((error) => error === kind).length})`);
    const reads = `none of its ${errors.length} final reads was answered`;
    const message = `${node} was up and held the same as the others after every fault had ended, but ${reads}: ${counted.join(', ')}.`;
    return [{ rule: 'no-answer', message, evidence: { node, reads: errors.length, errors: kinds } }];
  });
}

/** The bound as the plan has it; on a real machine, where patience is had, how long was waited indeed. */
function bound(waitedMs: number, allowedMs: number, { world }: Plan): string {
  switch (world) {
    case 'simulated':
      return `within ${formatDuration(allowedMs)} of virtual time`;
    case 'local':
      return tellBound(waitedMs, allowedMs);
    default:
      return world satisfies never;
  }
}

function coreData(core: CoreResult | undefined): JsonObject {
  if (core === undefined) return {};
  if (core.state !== 'served' && core.state !== 'slow') return { core: core.state };
  return { core: core.state, coreAfterMs: Math.round(core.afterMs), coreAgainMs: Math.round(core.againMs) };
}
