import type { FaultReport, GatedEntry, GateLimits, GateResult, GateState, RunFigures } from '../../core/index.ts';
import { plural } from '../../report/index.ts';
import { formatShare } from './format-share.ts';
import { isPartOf, whyPartial } from './partial.ts';

/** What the runs of an entry reached together: how many rules came up, and which share of the faults was in force. */
export class CoverageLimits {
  readonly #entry: GatedEntry;
  readonly #limits: NonNullable<GateLimits['coverage']>;
  readonly #rules = new Set<string>();
  #runs = 0;
  #inForce = 0;
  #planned = 0;

  constructor(entry: GatedEntry, limits: NonNullable<GateLimits['coverage']>) {
    this.#entry = entry;
    this.#limits = limits;
  }

  /** A merged fault's target was down already: it had nothing to put in force. What the core phase stops is in force by itself. */
  add(faults: readonly FaultReport[], { rules }: RunFigures): void {
    this.#runs += 1;
    for (const rule of rules) this.#rules.add(rule);
    const planned = faults.filter(({ state, ofCore }) => state !== 'merged' && ofCore !== true);
    this.#planned += planned.length;
    this.#inForce += planned.filter(({ state }) => state === 'in-force').length;
  }

  results(): GateResult[] {
    const { rules, faultsInForce } = this.#limits;
    const entry = this.#entry.name;
    const results: GateResult[] = [];
    if (rules !== undefined) {
      const reached = this.#rules.size;
      // What is reached stays reached, whatever other shards hold.
      const state = reached >= rules ? { state: 'met' as const } : this.#unless();
      results.push({
        limit: 'coverage-rules',
        entry,
        ...state,
        measured: plural(reached, 'rule'),
        allowed: `at least ${plural(rules, 'rule')}`,
        measuredValue: reached,
        allowedValue: rules,
      });
    }
    if (faultsInForce !== undefined) {
      const allowed = { allowed: `at least ${formatShare(faultsInForce)} in force`, allowedValue: faultsInForce };
      if (this.#planned === 0) {
        const state = isPartOf(this.#entry) ? this.#unless() : ({ state: 'unmeasured', note: 'no fault was planned' } as const);
        results.push({ limit: 'coverage-faults', entry, measured: 'nothing', ...allowed, ...state });
      } else {
        const share = this.#inForce / this.#planned;
        results.push({
          limit: 'coverage-faults',
          entry,
          ...(isPartOf(this.#entry) || share < faultsInForce ? this.#unless() : { state: 'met' }),
          measured: `${formatShare(share)} (${this.#inForce} of ${plural(this.#planned, 'fault')})`,
          measuredValue: share,
          ...allowed,
        });
      }
    }
    return results;
  }

  /** What falls short fails, unless runs are still to come. */
  #unless(): { readonly state: GateState; readonly note?: string } {
    if (isPartOf(this.#entry)) return { state: 'deferred', note: whyPartial(this.#entry) };
    return this.#runs === 0 ? { state: 'unmeasured', note: 'no run came to its end' } : { state: 'failed' };
  }
}
