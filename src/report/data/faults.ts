import {
  type FaultReport,
  type FaultStep,
  isJsonObject,
  type Json,
  type JsonObject,
  type NemesisEvent,
  type NodeId,
  type PhaseName,
  type Plan,
  takenForGood,
} from '../../core/index.ts';
import { boundJson } from './bounds.ts';
import { linkEffects } from './cut-links.ts';
import { faultStepOf } from './fault-step.ts';
import { countOutcomes } from './operations.ts';
import type { DeathMark, FaultInterval, OperationColumns, PhaseSpan, Span } from './report-data.ts';

const SPANS_MAX = 5000;
/** Links are spelled out for the nodes that the report draws: there are as many as nodes times nodes. */
const NODES_MAX = 40;
const effectBounds = { chars: 400, items: 24, depth: 4 };

/** Follows the nemesis through the history: phases, faults, lags of the harness, nodes that died by themselves. */
export class NemesisCollector {
  readonly #phases: { name: PhaseName; atMs: number }[] = [];
  /** Events for which there was no room. */
  omitted = 0;
  readonly #begun = new Map<string, { atMs: number; value: JsonObject }>();
  readonly #ended = new Map<string, { atMs: number; value: JsonObject }>();
  readonly lags: Span[] = [];
  readonly deaths: DeathMark[] = [];
  /** CLOCK_MONOTONIC at the history's zero; told by the first phase of a run on real processes. */
  monotonicStartMs: number | undefined;

  add(event: NemesisEvent): void {
    const atMs = event.time / 1_000_000;
    const value = isJsonObject(event.value) ? event.value : {};
    if (this.#begun.size + this.lags.length + this.deaths.length + this.#phases.length > SPANS_MAX) {
      this.omitted += 1;
      return;
    }
    switch (event.f) {
      case 'phase':
        this.#phases.push({ name: text(value['name']) as PhaseName, atMs });
        if (typeof value['monotonicMs'] === 'number') this.monotonicStartMs ??= value['monotonicMs'];
        break;
      case 'fault-begin':
        this.#begun.set(text(value['id']), { atMs, value });
        break;
      case 'fault-end':
        this.#ended.set(text(value['id']), { atMs, value });
        break;
      case 'lag':
        this.lags.push({ fromMs: number(value['fromMs'], atMs), toMs: number(value['toMs'], atMs) });
        break;
      case 'node-died':
        this.deaths.push({ node: text(value['node']), atMs, how: text(value['how']) });
        break;
      default:
        // A history of another build may hold events that this one does not draw.
        event.f satisfies never;
    }
  }

  phases(endMs: number): PhaseSpan[] {
    return this.#phases.map(({ name, atMs }, i) => ({ name, fromMs: atMs, toMs: this.#phases[i + 1]?.atMs ?? endMs }));
  }

  faults(plan: Plan, reports: readonly FaultReport[], operations: OperationColumns, endMs: number): FaultInterval[] {
    const ids = new Set([...plan.faults.map(({ id }) => id), ...reports.map(({ id }) => id), ...this.#begun.keys()]);
    return [...ids].map((id) => {
      const begun = this.#begun.get(id);
      const ended = this.#ended.get(id);
      const step = faultStepOf(plan, id);
      const report = reports.find((fault) => fault.id === id);
      const effect = report?.effect ?? ended?.value['effect'];
      const kind = report?.kind ?? step?.kind ?? text(begun?.value['kind']);
      const taken = takenForGood(effect);
      const forGood = kind === 'disk-loss' && taken.length > 0;
      const span = begun === undefined ? undefined : { fromMs: begun.atMs, toMs: (forGood ? undefined : ended?.atMs) ?? endMs };
      return {
        id,
        kind,
        name: step === undefined ? kind : nameOf(step),
        label: step === undefined ? kind : labelOf(step),
        target: report?.target ?? texts(begun?.value['target']),
        state: report?.state ?? faultState(ended?.value['state'], begun !== undefined),
        cut: step === undefined ? [] : cutOf(step, report?.target ?? texts(begun?.value['target']), plan.system.nodes),
        taken,
        forGood,
        operations: span === undefined ? { ok: 0, fail: 0, info: 0 } : countOutcomes(operations, span),
        ...(span === undefined ? {} : { span }),
        ...(effect === undefined ? {} : { effect: boundJson(effect, effectBounds) }),
        ...(report?.reason === undefined ? {} : { reason: report.reason }),
      };
    });
  }
}

function cutOf(step: FaultStep, target: readonly string[], nodes: readonly NodeId[]): FaultInterval['cut'] {
  return linkEffects(step, target, nodes.slice(0, NODES_MAX))
    .filter(({ from, to, effect, types }) => effect === 'cut' && types === undefined && nodes.includes(from) && nodes.includes(to))
    .map(({ from, to }) => ({ from, to }));
}

/** The plan's own words: `partition, isolate leader`, `drop append 30 %, n1 to any`. */
function labelOf(step: FaultStep): string {
  const name = nameOf(step);
  if ('from' in step) return `${name}, ${[step.from].flat().join(' ')} to ${[step.to].flat().join(' ')}`;
  return step.target === undefined ? name : `${name} ${[step.target].flat().join(' ')}`;
}

function nameOf(step: FaultStep): string {
  if (step.kind === 'partition') return `partition, ${step.shape}`;
  const type = 'match' in step && step.match?.type !== undefined ? ` ${[step.match.type].flat().join('/')}` : '';
  const share = 'probability' in step && step.probability !== undefined ? ` ${Math.round(step.probability * 100)} %` : '';
  if (step.kind === 'clock') return `clock ${clockWords(step.offsetMs, step.driftPpm ?? 0)}`;
  const latency = step.kind === 'delay' || step.kind === 'slow-disk' ? ` ${step.latencyMs} ms` : '';
  return `${step.kind}${type}${latency}${share}`;
}

/** `+300 ms`, `-2 %`, or both. */
function clockWords(offsetMs: number, driftPpm: number): string {
  const signed = (value: number, unit: string): string => `${value < 0 ? '' : '+'}${value} ${unit}`;
  const offset = offsetMs === 0 && driftPpm !== 0 ? [] : [signed(offsetMs, 'ms')];
  return [...offset, ...(driftPpm === 0 ? [] : [signed(driftPpm / 10_000, '%')])].join(' ');
}

function faultState(state: Json | undefined, begun: boolean): FaultInterval['state'] {
  if (state === 'in-force' || state === 'idle' || state === 'merged' || state === 'missing') return state;
  return begun ? 'unended' : 'missing';
}

function texts(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function number(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
