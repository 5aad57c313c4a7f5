import { type CheckOptions, type CheckResult, check } from '../check.ts';
import { asOperation, type Call, type HistoryEvent, isClients, processBusy, withoutInvoke } from '../history.ts';
import { mustBeBudgets, mustBeModel } from '../input-rules.ts';
import type { Model } from '../model.ts';
import { StreamPartition } from './stream-partition.ts';

/** The first event that cannot be explained, whatever the operations still open come to. */
export interface StreamFailure {
  readonly key: string;
  /** Places in the events added so far. `event` is the completion, of the operation called at `invoke`, that nothing explains. */
  readonly event: number;
  readonly invoke: number;
  /** The event with which that became certain: a later one if it took away what had explained it, as the failure of a write does. */
  readonly certainAt: number;
}

/**
 * Checks a history while it happens. `add` takes the events in order and returns the failure as soon as there is one: an event after which no
 * outcome of the open operations can make the history valid. `finish` gives what `check` gives for all of them, evidence included.
 *
 * What is kept between events, beside the events themselves: for each partition the configurations up to its oldest open operation,
 * and the events since. A partition that becomes too costly to follow is named in `notFollowed`; only `finish` judges it. The partition
 * of an operation must be told by its call alone.
 */
export class Checker<State = unknown> {
  private readonly model: Model<State>;
  private readonly options: CheckOptions;
  private readonly events: HistoryEvent[] = [];
  private readonly open = new Map<number, { readonly call: Call; readonly part: StreamPartition<State> }>();
  private readonly partitions = new Map<string, StreamPartition<State>>();
  private failure: StreamFailure | undefined;

  constructor(model: Model<State>, options: CheckOptions = {}) {
    mustBeModel(model);
    mustBeBudgets(options);
    this.model = model;
    this.options = options;
  }

  /** Throws HistoryError for what no history can go on with; the event is then as if it had not been added. */
  add(event: HistoryEvent): StreamFailure | undefined {
    const place = this.events.length;
    if (isClients(event, place)) this.follow(event.process, event, place);
    this.events.push(event);
    return this.failure;
  }

  /** The result of `check` for all events. More may be added afterwards. */
  finish(): CheckResult {
    // A copy, for what the result is about does not grow with the events that are added later.
    return check(this.model, [...this.events], this.options);
  }

  /** Partitions that are judged only by `finish`, because following them cost too much. */
  get notFollowed(): readonly string[] {
    return [...this.partitions.values()].filter(({ tooCostly }) => tooCostly).map(({ key }) => key);
  }

  private follow(process: number, event: HistoryEvent, place: number): void {
    const opened = this.open.get(process);
    if (event.type === 'invoke') {
      if (opened !== undefined) throw processBusy(process, opened.call, place);
      const call: Call = { invoke: place, invocation: event };
      const part = this.partitionOf(call);
      part.called(call);
      this.open.set(process, { call, part });
      return;
    }
    if (opened === undefined) throw withoutInvoke(event, place);
    const { call, part } = opened;
    // What is no history is refused before anything remembers it.
    part.mustBeOperation({ ...call, complete: place, completion: event });
    call.complete = place;
    call.completion = event;
    this.open.delete(process);
    const failed = part.completed(call);
    this.failure ??= failed === undefined ? undefined : { key: part.key, ...failed, certainAt: place };
  }

  private partitionOf(call: Call): StreamPartition<State> {
    const key = this.model.partition === undefined ? (call.invocation.key ?? '') : this.model.partition(asOperation(call));
    const known = this.partitions.get(key) ?? new StreamPartition(key, this.model);
    known.mustBeOperation(call);
    this.partitions.set(key, known);
    return known;
  }
}
