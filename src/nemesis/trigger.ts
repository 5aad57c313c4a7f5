/**
 * What sets a step off, or ends it: a time, a trace event, or a message on a link. A trace event is seen after the fact; a message is
 * seen before its fate is decided, so a link fault that it sets off holds for that very message. Events of nodes are matched by equal
 * fields; `@f3` stands for any node that step f3 resolved to and `!@f3` for any other.
 */
import {
  type Clock,
  type Frame,
  isJsonObject,
  type Json,
  type JsonObject,
  type Links,
  type Ms,
  type NodeId,
  sameJson,
  type TraceEvent,
  type When,
} from '../core/index.ts';
import { readReference, resolveReference, type TargetContext } from './targets.ts';

export interface Triggers {
  /** Calls one of `on` once, unless disarmed before by what it returns. `fromMs`: the time that `atMs` and `withinMs` count from. */
  arm(when: When, fromMs: Ms, on: TriggerOutcome): () => void;
  trace(event: TraceEvent): void;
  close(): void;
}

export interface TriggerOutcome {
  /** `by`: the node whose trace event it was, or that sent the message. */
  fire(by?: NodeId): void;
  gaveUp(reason: string): void;
}

type Context = Pick<TargetContext, 'nodes' | 'resolved'>;
type EventWhen = Extract<When, { event: string }>;

interface Armed {
  readonly when: EventWhen;
  left: number;
  hit(by: NodeId): void;
}

export function createTriggers(clock: Clock, links: Links, context: Context): Triggers {
  const armed = new Set<Armed>();
  let unwatch: (() => void) | undefined;

  return {
    arm(when, fromMs, on) {
      if ('atMs' in when) {
        const timer = clock.timer(Math.max(0, fromMs + when.atMs - clock.now()), () => on.fire());
        return () => clock.cancel(timer);
      }
      if (when.event === frameEvent)
        unwatch ??= links.watch((frame) => dispatch(frame.link.from, (event) => frameFits(event, frame, context)));
      return armEvent(when, fromMs, on);
    },
    trace(event) {
      // Every event of every node comes by here, and mostly nobody waits for any.
      if (armed.size > 0) dispatch(event.node, (when) => traceFits(when, event, context));
    },
    close() {
      armed.clear();
      unwatch?.();
      unwatch = undefined;
    },
  };

  function armEvent(when: EventWhen, fromMs: Ms, on: TriggerOutcome): () => void {
    const giveUp = (): void => {
      armed.delete(entry);
      on.gaveUp(`no ${describe(when)} within ${when.withinMs} ms`);
    };
    const timer = when.withinMs === undefined ? undefined : clock.timer(Math.max(0, fromMs + when.withinMs - clock.now()), giveUp);
    const disarm = (): void => {
      armed.delete(entry);
      if (timer !== undefined) clock.cancel(timer);
    };
    const entry: Armed = {
      when,
      left: when.occurrence ?? 1,
      hit(by) {
        disarm();
        on.fire(by);
      },
    };
    armed.add(entry);
    return disarm;
  }

  /** Triggers armed by what this very event sets off do not see it: they ask for a later one. */
  function dispatch(by: NodeId, fits: (when: EventWhen) => boolean): void {
    for (const entry of [...armed]) {
      if (!armed.has(entry) || !fits(entry.when)) continue;
      entry.left -= 1;
      if (entry.left <= 0) entry.hit(by);
    }
  }
}

/** The event name that stands for a message on a link. */
const frameEvent = 'frame';

function frameFits(when: EventWhen, frame: Frame, context: Context): boolean {
  if (when.event !== frameEvent) return false;
  const { link, type, fields } = frame;
  return fieldsFit(when.match, { ...fields, from: link.from, to: link.to, type }, context);
}

function traceFits(when: EventWhen, event: TraceEvent, context: Context): boolean {
  return when.event === event.event && fieldsFit(when.match, event, context);
}

function fieldsFit(match: JsonObject | undefined, fields: JsonObject, context: Context): boolean {
  return Object.entries(match ?? {}).every(([name, wanted]) => Object.hasOwn(fields, name) && fits(wanted, fields[name] as Json, context));
}

function fits(wanted: Json, got: Json, context: Context): boolean {
  const reference = typeof wanted === 'string' ? readReference(wanted) : undefined;
  if (reference === undefined) return sameJson(wanted, got);
  const resolution = resolveReference(reference, context);
  return 'ends' in resolution && resolution.ends.some((node) => node === got);
}

function describe({ event, match, occurrence }: EventWhen): string {
  const which = isJsonObject(match) ? ` matching ${JSON.stringify(match)}` : '';
  return `${occurrence === undefined || occurrence === 1 ? '' : `occurrence ${occurrence} of `}${event}${which}`;
}
