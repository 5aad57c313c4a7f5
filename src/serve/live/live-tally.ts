import { type Finding, isJsonObject, type Json, type JsonObject, type TraceEvent } from '../../core/index.ts';
import { brief, describeTarget, readable } from '../../report/index.ts';
import { type ShownFinding, shownFinding } from '../runs/read-verdict.ts';
import { LIVE_FAULTS_MAX, LIVE_FINDINGS_MAX, type LiveState, RATE_SECONDS } from './live-state.ts';

const TEXT_CHARS_MAX = 120;
const MESSAGE_CHARS_MAX = 1000;
/** Histories of more processes at once are not made; beyond it open operations are not counted. */
const OPEN_PROCESSES_MAX = 100_000;

interface OpenFault {
  readonly kind: string;
  readonly target: string;
  readonly beganNs: number;
}

/** Keeps the accounts of a run that goes on, from the lines of its history and trace as they come. Nothing that comes can break it. */
export class LiveTally {
  readonly #ops = { ok: 0, fail: 0, info: 0 };
  readonly #open = new Set<number>();
  readonly #faults = new Map<string, OpenFault>();
  readonly #rates = new Map<number, { ok: number; fail: number; info: number }>();
  readonly #findings: ShownFinding[] = [];
  #findingCount = 0;
  #endedFaultCount = 0;
  #phase = 'starting';
  #safetyNs: number | undefined;
  #leader: { node: string; term: number } | undefined;
  #unreadable = 0;
  /** The run's time at its last event, and when that came. */
  #lastNs = 0;
  #lastAtMs: number | undefined;

  unreadable(count = 1): void {
    this.#unreadable += count;
  }

  event(event: JsonObject, nowMs: number): void {
    const { time, process, type, f, value } = event;
    if (typeof time === 'number' && time >= this.#lastNs) {
      this.#lastNs = time;
      this.#lastAtMs = nowMs;
    }
    if (process === 'nemesis') return this.#nemesis(f, isJsonObject(value) ? value : {});
    if (typeof process !== 'number') return this.unreadable();
    if (type === 'invoke') {
      if (this.#open.size < OPEN_PROCESSES_MAX) this.#open.add(process);
      return;
    }
    if (type !== 'ok' && type !== 'fail' && type !== 'info') return this.unreadable();
    this.#open.delete(process);
    this.#ops[type] += 1;
    const second = Math.floor(this.#lastNs / 1e9);
    const rate = this.#rates.get(second) ?? { ok: 0, fail: 0, info: 0 };
    rate[type] += 1;
    this.#rates.set(second, rate);
    for (const old of this.#rates.keys()) {
      if (old >= second - RATE_SECONDS) break;
      this.#rates.delete(old);
    }
  }

  trace({ event, node, term }: TraceEvent): void {
    if (event !== 'lead' || typeof term !== 'number' || term < (this.#leader?.term ?? 0)) return;
    this.#leader = { node: shown(node), term };
  }

  found(checker: string, finding: Finding): void {
    this.#findingCount += 1;
    if (this.#findings.length < LIVE_FINDINGS_MAX) this.#findings.push(shownFinding(checker, finding));
  }

  state(nowMs: number, safetyMs: number | undefined): Omit<LiveState, 'hasCore' | 'hasLeaders' | 'judging'> {
    // Between events time goes on: a system that answers nobody must not look as it did when it last did.
    const nowNs = this.#lastAtMs === undefined ? 0 : this.#lastNs + (nowMs - this.#lastAtMs) * 1e6;
    const second = Math.floor(nowNs / 1e9);
    const first = Math.max(0, second - RATE_SECONDS + 1);
    const rates = Array.from({ length: second - first + 1 }, (_, i) => this.#rates.get(first + i) ?? { ok: 0, fail: 0, info: 0 });
    return {
      phase: this.#phase,
      elapsedMs: Math.round(nowNs / 1e6),
      ...(safetyMs === undefined ? {} : { safetyMs }),
      ...(this.#safetyNs === undefined ? {} : { safetyElapsedMs: Math.round((nowNs - this.#safetyNs) / 1e6) }),
      okPerSecond: this.#rates.get(second - 1)?.ok ?? 0,
      ops: { ...this.#ops },
      openCount: this.#open.size,
      faults: [...this.#faults].slice(0, LIVE_FAULTS_MAX).map(([id, { kind, target, beganNs }]) => ({
        id,
        kind,
        target,
        forMs: Math.round((nowNs - beganNs) / 1e6),
      })),
      endedFaultCount: this.#endedFaultCount,
      ...(this.#leader === undefined ? {} : { leader: this.#leader }),
      findings: this.#findings.map(({ checker, title, message }) => ({
        checker: shown(checker),
        title: shown(title),
        message: readable(brief(message, MESSAGE_CHARS_MAX), { lines: true }),
      })),
      findingCount: this.#findingCount,
      rates,
      unreadableCount: this.#unreadable,
    };
  }

  #nemesis(f: Json | undefined, { name, id, kind, target }: JsonObject): void {
    if (f === 'phase' && typeof name === 'string') {
      this.#phase = shown(name);
      if (name === 'safety') this.#safetyNs = this.#lastNs;
    }
    if (typeof id !== 'string') return;
    if (f === 'fault-begin') {
      const struck = Array.isArray(target) ? (target as readonly Json[]).filter((item) => typeof item === 'string') : [];
      const whom = shown(describeTarget(struck));
      this.#faults.set(shown(id), { kind: typeof kind === 'string' ? shown(kind) : 'fault', target: whom, beganNs: this.#lastNs });
    }
    if (f === 'fault-end' && this.#faults.delete(shown(id))) this.#endedFaultCount += 1;
  }
}

function shown(text: string): string {
  return readable(brief(text, TEXT_CHARS_MAX));
}
