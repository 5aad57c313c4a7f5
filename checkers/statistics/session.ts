import {
  type CheckerResult,
  type CheckerSession,
  type ClientEvent,
  type HistoryEvent,
  isClientEvent,
  isJsonObject,
} from '../../src/core/index.ts';

/** How operations ended. `info` includes those that no completion was recorded for: nobody knows of either. */
export type Outcomes = { ok: number; fail: number; info: number };

/** The `data` of the result. An operation belongs to the phase in which it was invoked (`before` where none had begun). */
export interface StatisticsData {
  readonly total: Outcomes;
  /** By kind of operation. */
  readonly operations: Readonly<Record<string, Outcomes>>;
  /** By phase, then by kind of operation. */
  readonly phases: Readonly<Record<string, Readonly<Record<string, Outcomes>>>>;
  /** Of operations that ended `fail` or `info`: how many by error. */
  readonly errors: Readonly<Record<string, number>>;
}

/** Kinds, phases and errors that are told apart; those beyond share the name `others`. */
const MAX_NAMES = 200;
const OTHERS = 'others';

/** Counts as the history goes by; remembers one open operation a process. */
export class StatisticsSession implements CheckerSession {
  readonly #phases = new Map<string, Map<string, Outcomes>>();
  readonly #errors = new Map<string, number>();
  readonly #open = new Map<number, Outcomes>();
  #phase = 'before';

  history(event: HistoryEvent): void {
    if (isClientEvent(event)) this.#count(event);
    else if (event.f === 'phase' && isJsonObject(event.value)) this.#phase = String(event.value['name']);
  }

  trace(): void {
    // Only what the clients saw is counted.
  }

  finish(): CheckerResult {
    const phases = new Map(
      [...this.#phases].map(([phase, kinds]) => [phase, new Map([...kinds].map(([f, outcomes]) => [f, { ...outcomes }]))]),
    );
    const total: Outcomes = { ok: 0, fail: 0, info: 0 };
    const operations = new Map<string, Outcomes>();
    for (const kinds of phases.values())
      for (const [f, outcomes] of kinds) {
        const sum = operations.get(f) ?? { ok: 0, fail: 0, info: 0 };
        operations.set(f, sum);
        add(sum, outcomes);
        add(total, outcomes);
      }
    const data = {
      total,
      operations: Object.fromEntries(operations),
      phases: Object.fromEntries([...phases].map(([phase, kinds]) => [phase, Object.fromEntries(kinds)])),
      errors: Object.fromEntries(this.#errors),
    } satisfies StatisticsData;
    const shared = { findings: [], counts: { ...total }, data };
    return total.ok > 0 ? { verdict: 'valid', ...shared } : { verdict: 'unknown', reason: 'not one operation succeeded', ...shared };
  }

  #count(event: ClientEvent): void {
    if (event.type === 'invoke') {
      const outcomes = this.#outcomes(event.f);
      // Unknown until something else is heard.
      outcomes.info += 1;
      this.#open.set(event.process, outcomes);
      return;
    }
    const outcomes = this.#open.get(event.process);
    if (outcomes === undefined) return;
    this.#open.delete(event.process);
    outcomes.info -= 1;
    outcomes[event.type] += 1;
    if (event.error === undefined) return;
    const error = nameIn(this.#errors, event.error);
    this.#errors.set(error, (this.#errors.get(error) ?? 0) + 1);
  }

  #outcomes(f: string): Outcomes {
    const phase = nameIn(this.#phases, this.#phase);
    const kinds = this.#phases.get(phase) ?? new Map<string, Outcomes>();
    this.#phases.set(phase, kinds);
    const kind = nameIn(kinds, f);
    const outcomes = kinds.get(kind) ?? { ok: 0, fail: 0, info: 0 };
    kinds.set(kind, outcomes);
    return outcomes;
  }
}

function nameIn(known: ReadonlyMap<string, unknown>, name: string): string {
  return known.has(name) || known.size < MAX_NAMES ? name : OTHERS;
}

function add(sum: Outcomes, { ok, fail, info }: Outcomes): void {
  sum.ok += ok;
  sum.fail += fail;
  sum.info += info;
}
