import { isJsonObject, type Json, type JsonObject, type Ms, type NemesisEvent } from '../../src/core/index.ts';
import type { FaultWindow } from './performance-data.ts';
import type { Span } from './spans.ts';

/** Faults and lags that are kept. */
const MAX_SPANS = 10_000;

type Outcome = 'ok' | 'fail' | 'info';

type Fault = Omit<FaultWindow, 'longestGap' | 'recoveryMs' | Outcome | 'state' | 'endedAtMs'> & {
  state: string | null;
  endedAtMs: Ms | null;
  ok: number;
  fail: number;
  info: number;
};

/** Phases, faults and lags as the history tells them. */
export class NemesisRecord {
  readonly #faults = new Map<string, Fault>();
  readonly #inForce = new Set<string>();
  readonly #lags: Span[] = [];
  #inForceList: readonly string[] = [];
  #firstAtMs: Ms | undefined;
  #lastAtMs: Ms = 0;
  #safetyAtMs: Ms | undefined;
  #healAtMs: Ms | undefined;
  isTruncated = false;

  /** Some event happened now. */
  seen(atMs: Ms): void {
    this.#firstAtMs ??= atMs;
    this.#lastAtMs = Math.max(this.#lastAtMs, atMs);
  }

  add({ f, value }: NemesisEvent, atMs: Ms): void {
    const fields = isJsonObject(value) ? value : {};
    switch (f) {
      case 'phase':
        return this.#phase(fields['name'], atMs);
      case 'fault-begin':
        return this.#begin(fields, atMs);
      case 'fault-end':
        return this.#end(fields, atMs);
      case 'lag':
        return this.#lag(fields);
      case 'node-died':
        return;
      default:
        // A foreign history may hold other names.
        f satisfies never;
    }
  }

  /** Ids of the faults in force now. */
  inForce(): readonly string[] {
    return this.#inForceList;
  }

  count(faults: readonly string[], outcome: Outcome, by: number): void {
    for (const id of faults) {
      const fault = this.#faults.get(id);
      if (fault !== undefined) fault[outcome] += by;
    }
  }

  /** When the clients were asked to ask. */
  loadSpan(): Span {
    return { fromMs: this.#safetyAtMs ?? this.#firstAtMs ?? 0, toMs: this.#healAtMs ?? this.#lastAtMs };
  }

  /** In order of their begin; one that never ended lasts to the last event. */
  faults(): (Fault & { readonly span: Span })[] {
    return [...this.#faults.values()].map((fault) => ({
      ...fault,
      span: { fromMs: fault.beganAtMs, toMs: fault.endedAtMs ?? this.#lastAtMs },
    }));
  }

  get lags(): readonly Span[] {
    return this.#lags;
  }

  #phase(name: Json | undefined, atMs: Ms): void {
    if (name === 'safety') this.#safetyAtMs ??= atMs;
    if (name === 'heal') this.#healAtMs ??= atMs;
  }

  #begin(fields: JsonObject, atMs: Ms): void {
    const id = text(fields['id']);
    if (this.#faults.size >= MAX_SPANS) this.isTruncated = true;
    else {
      const { target } = fields;
      const targets = Array.isArray(target) ? target.map(text) : target === undefined ? [] : [text(target)];
      this.#faults.set(id, {
        id,
        kind: text(fields['kind']),
        target: targets,
        state: null,
        beganAtMs: atMs,
        endedAtMs: null,
        ok: 0,
        fail: 0,
        info: 0,
      });
    }
    this.#inForce.add(id);
    this.#inForceList = [...this.#inForce];
  }

  /** A step that never began has an end alone, and no window. */
  #end(fields: JsonObject, atMs: Ms): void {
    const id = text(fields['id']);
    this.#inForce.delete(id);
    this.#inForceList = [...this.#inForce];
    const fault = this.#faults.get(id);
    if (fault === undefined) return;
    fault.endedAtMs = atMs;
    fault.state = text(fields['state']);
  }

  /** A lag is recorded when it is over, so lags come in order; what two of them share counts once. */
  #lag({ fromMs, toMs }: JsonObject): void {
    if (typeof fromMs !== 'number' || typeof toMs !== 'number') return;
    if (this.#lags.length >= MAX_SPANS) {
      this.isTruncated = true;
      return;
    }
    const begin = Math.max(fromMs, this.#lags.at(-1)?.toMs ?? fromMs);
    if (toMs > begin) this.#lags.push({ fromMs: begin, toMs });
  }
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
