import {
  type CheckerResult,
  type ClientEvent,
  type FaultReport,
  type HistoryEvent,
  isClientEvent,
  isJsonObject,
  type Plan,
} from '../core/index.ts';
import { provesNothing } from '../report/index.ts';

/**
 * Was anything tested at all? A run is vacuous when a fault could not be put in force, when more than half of its faults met no
 * traffic, when too few operations succeeded while faults were in force, or when not one of the safety phase did: what comes later (probes,
 * final reads) says nothing of the load; nor is it tested where nothing was ever changed, or nobody saw that it was: where each read finds nothing, nearly
 * every order explains it. A vacuous run is `unknown`, never a pass. The stops of the core phase come after the load: they can be missing, but neither met traffic nor did not. Where service was impossible by theory
 * (`unavailable`) the operations that it took away are not asked for.
 */
export function judgeVacuity(
  plan: Plan,
  faults: readonly FaultReport[],
  { okDuringFaults, okInSafety, okChanges, sights }: Coverage,
  unavailable = false,
): CheckerResult {
  const reasons: string[] = [];
  const missing = faults.filter((fault) => fault.state === 'missing');
  const scheduled = faults.filter(({ ofCore }) => ofCore !== true);
  const idle = scheduled.filter((fault) => fault.state === 'idle');
  for (const fault of missing)
    reasons.push(`fault ${fault.id} (${fault.kind}) never came into force: ${fault.reason ?? 'its effect was not seen'}`);
  if (idle.length * 2 > scheduled.length) reasons.push(`${idle.length} of ${scheduled.length} faults met no traffic`);
  if (okInSafety === 0) reasons.push('not one operation succeeded in the safety phase');
  else if (scheduled.length > 0 && !unavailable && okDuringFaults < plan.limits.minOkDuringFaults)
    reasons.push(
      `only ${okDuringFaults} ${okDuringFaults === 1 ? 'operation' : 'operations'} succeeded while faults were in force, and ${plan.limits.minOkDuringFaults} are asked for`,
    );
  if (okInSafety > 0 && !unavailable) {
    if (okChanges === 0) reasons.push('not one operation that changes something succeeded');
    if (sights === 0) reasons.push('no read ever found anything but the initial value');
  }
  const counts = { faults: faults.length, missing: missing.length, idle: idle.length, okDuringFaults };
  if (reasons.length === 0) return { verdict: 'valid', findings: [], counts };
  return { verdict: 'unknown', reason: `${provesNothing}${reasons.join('; ')}`, findings: [], counts };
}

/** What a run's operations came to, as far as it says whether anything was tested. */
export interface Coverage {
  readonly okDuringFaults: number;
  readonly okInSafety: number;
  /** Operations that may change something and succeeded, in all phases. */
  readonly okChanges: number;
  /** Operations, in all phases, that told their client of a value which somebody had written. */
  readonly sights: number;
}

/**
 * Counts operations that began in the safety phase and succeeded, and those of them that began while at least one fault was in force;
 * and over the whole run what was changed and seen.
 */
export class FaultCoverage implements Coverage {
  readonly #isReadOnly: (f: string) => boolean;
  readonly #inForce = new Set<string>();
  readonly #ofSafety = new Set<number>();
  readonly #duringFault = new Set<number>();
  #safetyOver = false;
  okDuringFaults = 0;
  okInSafety = 0;
  okChanges = 0;
  sights = 0;

  constructor(isReadOnly: (f: string) => boolean) {
    this.#isReadOnly = isReadOnly;
  }

  history(event: HistoryEvent): void {
    if (!isClientEvent(event)) {
      const { id = '', name } = isJsonObject(event.value) ? event.value : {};
      if (event.f === 'phase') this.#safetyOver = name !== 'set-up' && name !== 'safety';
      if (event.f === 'fault-begin') this.#inForce.add(String(id));
      if (event.f === 'fault-end') this.#inForce.delete(String(id));
      return;
    }
    if (event.type === 'invoke') {
      if (this.#safetyOver) this.#ofSafety.delete(event.process);
      else this.#ofSafety.add(event.process);
      if (this.#inForce.size > 0 && !this.#safetyOver) this.#duringFault.add(event.process);
      else this.#duringFault.delete(event.process);
      return;
    }
    if (this.#shows(event)) this.sights += 1;
    if (event.type !== 'ok') return;
    if (!this.#isReadOnly(event.f)) this.okChanges += 1;
    if (this.#ofSafety.has(event.process)) this.okInSafety += 1;
    if (this.#duringFault.has(event.process)) this.okDuringFaults += 1;
  }

  /** Every workload's keys begin with null. A compare-and-swap that succeeded found what it expected. */
  #shows({ type, f, value, seen }: ClientEvent): boolean {
    if (type === 'fail') return seen !== undefined && seen !== null;
    if (type !== 'ok') return false;
    return this.#isReadOnly(f) ? value !== null : f === 'cas' && Array.isArray(value) && value[0] !== null;
  }
}
