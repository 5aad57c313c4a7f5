import type { FaultKind, FaultReport } from '../../core/index.ts';
import { type FaultTally, scheduledFaults } from '../words/index.ts';

/** What became of the scheduled faults of many runs, by kind. It holds counts, never runs. */
export class FaultCounts {
  readonly #kinds = new Map<FaultKind, { -readonly [K in keyof FaultTally]: FaultTally[K] }>();

  /** The faults of one run. */
  add(faults: readonly FaultReport[]): void {
    const seen = new Set<FaultKind>();
    // The core phase's own stops would hide a kind that never takes effect under load.
    for (const { kind, state } of scheduledFaults(faults)) {
      const count = this.#kinds.get(kind) ?? { kind, seeds: 0, inForce: 0, idle: 0, merged: 0, missing: 0 };
      this.#kinds.set(kind, count);
      if (!seen.has(kind)) count.seeds += 1;
      seen.add(kind);
      switch (state) {
        case 'in-force':
          count.inForce += 1;
          break;
        case 'idle':
        case 'merged':
        case 'missing':
          count[state] += 1;
          break;
        default:
          state satisfies never;
      }
    }
  }

  /** In the order of their names. */
  list(): readonly FaultTally[] {
    return [...this.#kinds.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
  }
}
