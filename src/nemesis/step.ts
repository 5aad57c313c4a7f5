import type { Clock, FaultReport, FaultStep, Json, Ms, NemesisEventName, NodeId, Timer, When } from '../core/index.ts';
import { roundMs } from '../core/index.ts';
import type { Proof } from './active-fault.ts';
import { beginAbsence, type LeaderAbsence, withLeaderProof } from './leader-proof.ts';
import type { Leadership } from './leadership.ts';
import { type ResolveContext, type ResolvedStep, resolveStep } from './resolve-step.ts';
import type { Triggers } from './trigger.ts';

/** What a step needs of the schedule that it is part of. */
export interface StepContext extends ResolveContext {
  readonly clock: Clock;
  readonly triggers: Triggers;
  readonly leadership: Leadership;
  readonly maxElectionTimeoutMs: Ms;
  can(kind: string): true | string;
  record(f: NemesisEventName, value: Json): void;
  /** When times count from: the begin of step `after`, or of the phase. `never` if that step will not begin. */
  whenBegun(after: string | undefined, begun: (fromMs: Ms) => void, never: (reason: string) => void): void;
  /** Whether another fault is at work, or a node is not up that this one does not hold. */
  disturbed(step: string): boolean;
  begun(step: Step): void;
  done(step: Step): void;
  /** What else is to be said of the fault's own proof. */
  judge?(proof: Proof): Proof;
  /** The steps are the core phase's own. */
  readonly ofCore?: true;
}

export interface Step {
  readonly id: string;
  /** For progress: the kind, and the nodes it struck. */
  readonly title: string;
  readonly state: StepState;
  readonly beganAtMs: Ms | undefined;
  readonly struck: readonly NodeId[] | undefined;
  readonly reason: string | undefined;
  /** The phase begins: waits for what sets the step off. */
  arm(): void;
  /** Begins at once, whatever would set it off. */
  strike(): void;
  /** Something has changed that its targets may have waited for. */
  retry(): void;
  /** Another fault began, or a node died. */
  disturb(): void;
  end(): void;
  /** The schedule is over for a step that has not begun. */
  giveUp(): void;
  report(): FaultReport;
}

/** `waiting` for its trigger, `resolving` its targets, `beginning` until in force, `ending` until what it freed is well again. */
export type StepState = 'waiting' | 'resolving' | 'beginning' | 'active' | 'ending' | 'done';

/** How long a role may take to be resolved, unless the step says. */
export const defaultResolveWithinMs = 5000;

export function createStep(step: FaultStep, order: number, context: StepContext): Step {
  const { clock } = context;
  let state: StepState = 'waiting';
  let resolved: ResolvedStep | undefined;
  let waitsFor = '';
  let reason: string | undefined;
  let beganAtMs: Ms | undefined;
  let inForceAtMs: Ms = 0;
  let endedAtMs: Ms | undefined;
  let endWanted = false;
  let setOffBy: NodeId | undefined;
  let absence: LeaderAbsence | undefined;
  let timer: Timer | undefined;
  const disarms: (() => void)[] = [];

  const self: Step = {
    id: step.id,
    get title() {
      return [step.kind, ...('shape' in step ? [step.shape] : []), ...(resolved?.struck ?? [])].join(' ');
    },
    get state() {
      return state;
    },
    get beganAtMs() {
      return beganAtMs;
    },
    get struck() {
      return resolved?.struck;
    },
    get reason() {
      return reason;
    },
    arm: () => armTrigger(step.when, { fire: resolve, gaveUp: miss, never: miss }),
    strike: () => resolve(),
    retry() {
      if (state === 'resolving') tryResolve();
    },
    disturb() {
      if (absence !== undefined && (state === 'beginning' || state === 'active')) absence.disturbed = true;
    },
    end,
    giveUp() {
      if (state === 'waiting') miss('the schedule ended before what sets it off came');
      else if (state === 'resolving') miss(`the schedule ended while it waited for ${waitsFor}`);
    },
    report,
  };
  return self;

  function armTrigger(when: When, on: { fire(by?: NodeId): void; gaveUp(reason: string): void; never(reason: string): void }): void {
    const live = { waiting: true };
    disarms.push(() => {
      live.waiting = false;
    });
    const begun = (fromMs: Ms): void => {
      if (live.waiting) disarms.push(context.triggers.arm(when, fromMs, on));
    };
    context.whenBegun(when.after, begun, (why) => {
      if (live.waiting) on.never(why);
    });
  }

  function resolve(by?: NodeId): void {
    state = 'resolving';
    // A client that sent the message is nobody to strike.
    setOffBy = by !== undefined && context.nodes.includes(by) ? by : undefined;
    const can = context.can(step.kind);
    if (can !== true) {
      miss(can);
      return;
    }
    const withinMs = step.resolveWithinMs ?? defaultResolveWithinMs;
    timer = clock.timer(withinMs, () => miss(`waited ${withinMs} ms for ${waitsFor}`));
    tryResolve();
  }

  function tryResolve(): void {
    const resolution = resolveStep(step, order, { ...context, setOffBy });
    if ('waitsFor' in resolution) waitsFor = resolution.waitsFor;
    else if ('impossible' in resolution) miss(resolution.impossible);
    else begin(resolution);
  }

  function begin(resolution: ResolvedStep): void {
    dropTriggers();
    resolved = resolution;
    state = 'beginning';
    beganAtMs = roundMs(clock.now());
    absence = leaderStruck(resolution);
    context.record('fault-begin', { id: step.id, kind: step.kind, target: resolution.target });
    resolution.fault.begin(() => {
      state = 'active';
      inForceAtMs = clock.now();
      if (endWanted || resolution.fault.proof().state === 'missing') end();
      else if (step.forMs !== undefined) timer = clock.timer(step.forMs, end);
    });
    if (step.until !== undefined && !isEnding()) armTrigger(step.until, { fire: () => end(), gaveUp: () => end(), never: () => {} });
    context.begun(self);
  }

  function isEnding(): boolean {
    return state === 'ending' || state === 'done';
  }

  /** A fault that is not in force yet ends as soon as it is: its effect must be complete before it can be undone. */
  function end(): void {
    if (state === 'beginning') endWanted = true;
    if (state !== 'active' || resolved === undefined) return;
    state = 'ending';
    dropTriggers();
    if (absence !== undefined) absence.awayMs = roundMs(clock.now() - inForceAtMs);
    resolved.fault.end(() => finish());
  }

  function finish(): void {
    state = 'done';
    endedAtMs = roundMs(clock.now());
    recordEnd();
  }

  function miss(why: string): void {
    dropTriggers();
    state = 'done';
    reason = why;
    recordEnd();
  }

  function recordEnd(): void {
    const { state: outcome, effect, reason: why } = proof();
    context.record('fault-end', { id: step.id, state: outcome, effect, ...(why === undefined ? {} : { reason: why }) });
    context.done(self);
  }

  function dropTriggers(): void {
    for (const disarm of disarms.splice(0)) disarm();
    if (timer !== undefined) clock.cancel(timer);
    timer = undefined;
  }

  function leaderStruck({ struck }: ResolvedStep): LeaderAbsence | undefined {
    const { leadership, nodes } = context;
    const leader = leadership.leader();
    const term = leadership.highestTerm();
    if (leader === undefined || term === undefined || !struck.includes(leader)) return undefined;
    return beginAbsence(step, struck, nodes.length, term, context.disturbed(step.id));
  }

  function proof(): Proof {
    if (resolved === undefined) return { state: 'missing', effect: {}, reason: reason ?? 'it has not begun' };
    const proven = resolved.fault.proof();
    const own = context.judge?.(proven) ?? proven;
    const term = context.leadership.highestTerm();
    return absence === undefined || term === undefined ? own : withLeaderProof(own, absence, term, context.maxElectionTimeoutMs);
  }

  function report(): FaultReport {
    const { state: outcome, effect, reason: why } = proof();
    return {
      id: step.id,
      kind: step.kind,
      target: resolved?.target ?? [],
      state: outcome,
      ...(beganAtMs === undefined ? {} : { beganAtMs }),
      ...(endedAtMs === undefined ? {} : { endedAtMs }),
      effect,
      ...(why === undefined ? {} : { reason: why }),
      ...(context.ofCore === true ? { ofCore: true as const } : {}),
    };
  }
}
