import { type CheckerResult, type FaultReport, type HistoryEvent, isClientEvent, type Plan } from '../core/index.ts';

/**
 * Was anything tested at all? A run is vacuous when a fault could not be put in force, when more than half of its faults met no
 * traffic, or when too few operations succeeded while faults were in force. A vacuous run is `unknown`, never a pass.
 */
export function judgeVacuity(plan: Plan, faults: readonly FaultReport[], okDuringFaults: number, okInAll: number): CheckerResult {
  const reasons: string[] = [];
  const missing = faults.filter((fault) => fault.state === 'missing');
  const idle = faults.filter((fault) => fault.state === 'idle');
  for (const fault of missing)
    reasons.push(`fault ${fault.id} (${fault.kind}) never came into force: ${fault.reason ?? 'its effect was not seen'}`);
  if (idle.length * 2 > faults.length) reasons.push(`${idle.length} of ${faults.length} faults met no traffic`);
  if (okInAll === 0) reasons.push('not one operation succeeded');
  else if (faults.length > 0 && okDuringFaults < plan.limits.minOkDuringFaults)
    reasons.push(
      `only ${okDuringFaults} operations succeeded while faults were in force, and ${plan.limits.minOkDuringFaults} are asked for`,
    );
  const counts = { faults: faults.length, missing: missing.length, idle: idle.length, okDuringFaults };
  if (reasons.length === 0) return { verdict: 'valid', findings: [], counts };
  return { verdict: 'unknown', reason: `the run proves nothing: ${reasons.join('; ')}`, findings: [], counts };
}

/** Counts operations that began and succeeded while at least one fault was in force. */
export class FaultCoverage {
  readonly #inForce = new Set<string>();
  readonly #duringFault = new Set<number>();
  okDuringFaults = 0;
  okInAll = 0;

  history(event: HistoryEvent): void {
    if (!isClientEvent(event)) {
      const id =
        typeof event.value === 'object' && event.value !== null && 'id' in event.value
          ? String((event.value as { readonly id: unknown }).id)
          : '';
      if (event.f === 'fault-begin') this.#inForce.add(id);
      if (event.f === 'fault-end') this.#inForce.delete(id);
      return;
    }
    if (event.type === 'invoke') {
      if (this.#inForce.size > 0) this.#duringFault.add(event.process);
      else this.#duringFault.delete(event.process);
      return;
    }
    if (event.type !== 'ok') return;
    this.okInAll += 1;
    if (this.#duringFault.has(event.process)) this.okDuringFaults += 1;
  }
}
