import { asCandidate, asOperation, type Call, type Candidate, type Partition } from '../history.ts';
import { withKernel } from '../kernel.ts';
import type { Model } from '../model.ts';
import type { Configuration } from '../resume.ts';
import { search } from '../search.ts';

/** What following one event may cost; a partition that needs more is left to the end. */
const configurationsLimit = 30_000;
const memoryLimitBytes = 1 << 27;
const timeLimitMs = 1000;
/** So many events are explained for good at once. */
const settledAtOnceEvents = 32;
/** With more events than this since the oldest open operation, of so many completions only one is looked at. */
const closeWindowEvents = 512;
const looseEvery = 64;

interface Step {
  readonly call: Call;
  readonly isReturn: boolean;
  readonly event: number;
}

/**
 * One partition of a history that is still going on. Its events up to the oldest open operation are settled: what every order of them comes
 * to is kept as configurations. Those since form the window. When an operation completes that may not have been possible, the window is searched
 * anew from there, with the operations that are still open taken as of unknown outcome: whatever they come to, it is among what is tried.
 */
export class StreamPartition<State> {
  readonly key: string;
  tooCostly = false;
  private readonly model: Model<State>;
  /** The configurations of what is settled, by calls. */
  private settled: { readonly state: State; readonly owed: ReadonlySet<Call>; readonly used: ReadonlySet<Call> }[];
  /** Calls that are settled and not returned; those of unknown outcome never do. */
  private carried: Call[] = [];
  private window: Step[] = [];
  private failed: { readonly event: number; readonly invoke: number } | undefined;
  private unlooked = 0;

  constructor(key: string, model: Model<State>) {
    this.key = key;
    this.model = model;
    this.settled = [{ state: model.init, owed: new Set(), used: new Set() }];
  }

  /** Throws HistoryError for what the model cannot have. */
  mustBeOperation(call: Call): void {
    asCandidate(this.model, call, asOperation(call));
  }

  called(call: Call): void {
    if (!this.isOver()) this.window.push({ call, isReturn: false, event: call.invoke });
  }

  /** The failure, if there is one by now. */
  completed(call: Call): { readonly event: number; readonly invoke: number } | undefined {
    if (this.isOver()) return this.failed;
    this.window.push({ call, isReturn: true, event: call.complete ?? 0 });
    const candidate = asCandidate(this.model, call, asOperation(call));
    // That a write happened can always be so. That it did not may contradict who saw it; an unknown outcome is what was assumed.
    const mayFail = candidate === undefined || (!candidate.unknown && this.model.replaces?.(candidate.operation) !== true);
    if (mayFail) this.unlooked += 1;
    if (mayFail && (this.window.length <= closeWindowEvents || this.unlooked >= looseEvery)) {
      this.unlooked = 0;
      this.explain(this.window, false);
    }
    this.settle();
    return this.failed;
  }

  private isOver(): boolean {
    if (!this.tooCostly && this.failed === undefined) return false;
    // Nothing is followed any more, so nothing need be kept.
    this.window = [];
    this.settled = [];
    this.carried = [];
    return true;
  }

  private settle(): void {
    const open = this.window.findIndex(({ call }) => call.complete === undefined);
    const count = open === -1 ? this.window.length : open;
    if (count < settledAtOnceEvents) return;
    this.explain(this.window.slice(0, count), true);
    this.window = this.window.slice(count);
  }

  /** Whether there is an order for these events; `forGood`: then they are settled. */
  private explain(steps: readonly Step[], forGood: boolean): void {
    const calls = [...this.carried, ...steps.filter(({ isReturn }) => !isReturn).map(({ call }) => call)];
    const numbers = new Map<Call, number>();
    const candidates: Candidate[] = [];
    for (const call of calls) {
      // A return that is not among these events is one that nobody knows of yet.
      const candidate = asCandidate(this.model, call, asOperation(call));
      if (candidate === undefined) continue;
      numbers.set(call, candidates.push(candidate) - 1);
    }
    const events: { candidate: number; isReturn: boolean; event: number }[] = [];
    for (const { call, isReturn, event } of steps) {
      const candidate = numbers.get(call);
      if (candidate === undefined || (isReturn && candidates[candidate]?.unknown === true)) continue;
      events.push({ candidate, isReturn, event });
    }
    if (events.length === 0) return;
    const partition = { key: this.key, candidates, events, operations: calls.length };
    const next = this.run(partition, numbers);
    if (next === undefined || !forGood) return;
    const returned = new Set(events.filter(({ isReturn }) => isReturn).map(({ candidate }) => candidate));
    const stillOpen = calls.filter((call) => numbers.has(call) && !returned.has(numbers.get(call) ?? -1));
    this.carried = stillOpen;
    this.settled = next.map(({ state, owed, used }) => {
      const having = (set: ReadonlySet<number>): Set<Call> => new Set(stillOpen.filter((call) => set.has(numbers.get(call) ?? -1)));
      return { state, owed: having(owed), used: having(used) };
    });
  }

  /** The configurations at the end of the events; undefined if there are none, or too many. */
  private run(partition: Partition, numbers: ReadonlyMap<Call, number>): Configuration<State>[] | undefined {
    const numbered = (calls: ReadonlySet<Call>): Set<number> => new Set([...calls].map((call) => numbers.get(call) ?? -1));
    const frontier = this.settled.map(({ state, owed, used }) => ({ state, owed: numbered(owed), used: numbered(used) }));
    let next: Configuration<State>[] | undefined;
    const resumed = {
      frontier,
      carried: this.carried.map((call) => numbers.get(call) ?? -1),
      stopped: (configurations: Configuration<State>[]) => {
        next = configurations;
      },
    };
    const limits = {
      deadline: performance.now() + timeLimitMs,
      memoryBytes: memoryLimitBytes,
      configurations: configurationsLimit,
      joinStates: false,
    };
    const result = withKernel((hosted) => search(hosted, this.model, partition, limits, resumed));
    if (result.verdict === 'unknown') this.tooCostly = true;
    if (result.verdict === 'invalid') {
      const event = partition.events[result.at];
      this.failed = { event: event?.event ?? 0, invoke: partition.candidates[event?.candidate ?? 0]?.invoke ?? 0 };
    }
    return next;
  }
}
