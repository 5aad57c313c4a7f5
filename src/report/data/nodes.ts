import { type NodeId, type Plan, roundMs, type TraceEvent } from '../../core/index.ts';
import { clockOf } from './clocks.ts';
import type { DeathMark, FaultInterval, IndexSeries, NodeStateSpan, NodeTimeline, RoleChange } from './report-data.ts';

export const ROLE_CHANGES_MAX = 10_000;
const SERIES_POINTS_MAX = 2000;
const BOOTS_MAX = 10_000;
/** What a node writes so shortly behind the moment that it is said to be gone was written before. */
const LAST_WORDS_MS = 50;
/** Faults that keep their nodes from running until they start again. */
const downKinds: readonly string[] = ['kill', 'power-cut', 'bit-rot', 'disk-loss'];

/** Derives from trace events what a node was over time. Events of one node come in order; nodes may come in any order. */
export class NodeCollector {
  readonly node: NodeId;
  readonly #roles: RoleChange[] = [];
  readonly #boots: { readonly boot: number; readonly fromMs: number; lastMs: number }[] = [];
  readonly #commit = new StepSeries();
  readonly #applied = new StepSeries();
  #eventCount = 0;
  electionsWon = 0;
  rolesOmitted = 0;
  bootsOmitted = 0;

  constructor(node: NodeId) {
    this.node = node;
  }

  add(event: TraceEvent, atMs: number): void {
    this.#eventCount += 1;
    const running = this.#boots.at(-1);
    if (running?.boot === event.boot) running.lastMs = Math.max(running.lastMs, atMs);
    const term = typeof event['term'] === 'number' ? event['term'] : undefined;
    const index = typeof event['index'] === 'number' ? event['index'] : undefined;
    switch (event.event) {
      case 'boot':
        if (this.#boots.length < BOOTS_MAX) this.#boots.push({ boot: event.boot, fromMs: atMs, lastMs: atMs });
        else this.bootsOmitted += 1;
        this.#change(atMs, 'follower', term);
        break;
      case 'role':
        this.#change(atMs, typeof event['role'] === 'string' ? event['role'] : undefined, term);
        break;
      case 'lead':
        this.electionsWon += 1;
        this.#change(atMs, 'leader', term);
        break;
      case 'term':
        this.#change(atMs, undefined, term);
        break;
      case 'commit':
        if (index !== undefined) this.#commit.add(atMs, index);
        break;
      case 'apply':
        if (index !== undefined) this.#applied.add(atMs, index);
        break;
    }
  }

  finish(plan: Plan, faults: readonly FaultInterval[], deaths: readonly DeathMark[], endMs: number): NodeTimeline {
    return {
      node: this.node,
      roles: this.#roles,
      states: this.#states(faults, deaths, endMs),
      clock: clockOf(this.node, plan, faults, endMs),
      commit: this.#commit.finish(),
      applied: this.#applied.finish(),
      eventCount: this.#eventCount,
    };
  }

  #change(atMs: number, role: string | undefined, term: number | undefined): void {
    const last = this.#roles.at(-1);
    const next = { atMs, role: role ?? last?.role ?? 'follower', term: term ?? last?.term ?? 0 };
    if (last !== undefined && last.role === next.role && last.term === next.term) return;
    if (this.#roles.length < ROLE_CHANGES_MAX) this.#roles.push(next);
    else this.rolesOmitted += 1;
  }

  #states(faults: readonly FaultInterval[], deaths: readonly DeathMark[], endMs: number): NodeStateSpan[] {
    const spans: NodeStateSpan[] = [];
    for (const { kind, target, span, state } of faults) {
      if (span === undefined || state === 'missing' || !target.includes(this.node)) continue;
      if (kind === 'pause') spans.push({ ...span, state: 'paused' });
      // The fault ends when the node is asked to start; it is up when it says so. A node without a trace is taken at the fault's word.
      if (downKinds.includes(kind))
        spans.push({
          state: 'down',
          fromMs: span.fromMs,
          toMs: this.#upAfter(span.fromMs) ?? (this.#eventCount > 0 ? endMs : span.toMs),
        });
    }
    for (const { node, atMs } of deaths) {
      if (node === this.node) spans.push({ state: 'down', fromMs: atMs, toMs: this.#upAfter(atMs) ?? endMs });
    }
    return spans.sort((a, b) => a.fromMs - b.fromMs);
  }

  /** When it was up again: at once, if a boot of its goes on to speak, as where a death was noticed late and the next boot was there already. */
  #upAfter(atMs: number): number | undefined {
    const next = this.#boots.find(({ fromMs, lastMs }) => fromMs > atMs || lastMs > atMs + LAST_WORDS_MS);
    return next === undefined ? undefined : Math.max(next.fromMs, atMs);
  }
}

/** Keeps a step line within a fixed number of points: when it is full, every second point goes and the spacing doubles. */
class StepSeries {
  #atMs: number[] = [];
  #value: number[] = [];
  #spacingMs = 0;
  #pending: { atMs: number; value: number } | undefined;

  add(atMs: number, value: number): void {
    const lastMs = this.#atMs.at(-1);
    if (lastMs !== undefined && atMs - lastMs < this.#spacingMs) {
      this.#pending = { atMs, value };
      return;
    }
    this.#push(atMs, value);
  }

  finish(): IndexSeries {
    if (this.#pending !== undefined) this.#push(this.#pending.atMs, this.#pending.value);
    return { atMs: this.#atMs, value: this.#value };
  }

  #push(atMs: number, value: number): void {
    this.#pending = undefined;
    this.#atMs.push(roundMs(atMs));
    this.#value.push(value);
    if (this.#atMs.length < SERIES_POINTS_MAX) return;
    const lengthMs = (this.#atMs.at(-1) ?? 0) - (this.#atMs[0] ?? 0);
    this.#spacingMs = Math.max(this.#spacingMs * 2, (2 * lengthMs) / SERIES_POINTS_MAX);
    this.#atMs = this.#atMs.filter((_, i) => i % 2 === 0);
    this.#value = this.#value.filter((_, i) => i % 2 === 0);
  }
}
