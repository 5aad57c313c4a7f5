import type { Finding, Json, RunVerdict, TraceEvent } from '../../core/index.ts';
import { boundFields } from './bounds.ts';
import type { TraceLine } from './report-data.ts';

const CONTEXT_LINES_BEFORE = 5;
const CONTEXT_LINES_AFTER = 3;
export const TRACE_LINES_MAX = 2000;
const fieldBounds = { chars: 200, items: 12, depth: 3 };
const envelope: readonly string[] = ['node', 'boot', 'seq', 'at', 'event'];
/** Written by the runtime many times for each step: worth a line only where a finding names them. */
const noise: readonly string[] = ['send', 'receive', 'persist', 'apply'];

/** Keeps the trace events that findings name, and a few of the same node around each. */
export class TraceLineCollector {
  readonly #wanted: Set<string>;
  readonly #before = new Map<string, TraceLine[]>();
  readonly #after = new Map<string, number>();
  readonly #lines: TraceLine[] = [];
  /** Events that findings name and for which there was no room. */
  omitted = 0;

  constructor(verdict: RunVerdict) {
    const findings: Finding[] = Object.values(verdict.results).flatMap((result) => result.findings);
    this.#wanted = new Set(findings.flatMap(({ trace }) => trace ?? []).map(({ node, boot, seq }) => `${node}/${boot}/${seq}`));
  }

  /** Whether a finding names the event. */
  add(event: TraceEvent, atMs: number): boolean {
    if (this.#wanted.size === 0) return false;
    const wanted = this.#wanted.has(`${event.node}/${event.boot}/${event.seq}`);
    if (this.#lines.length >= TRACE_LINES_MAX) {
      if (wanted) this.omitted += 1;
      return wanted;
    }
    if (!wanted && noise.includes(event.event)) return false;
    const before = this.#before.get(event.node) ?? [];
    this.#before.set(event.node, before);
    const owed = this.#after.get(event.node) ?? 0;
    if (wanted) {
      this.#lines.push(...before.splice(0), lineOf(event, atMs));
      this.#after.set(event.node, CONTEXT_LINES_AFTER);
    } else if (owed > 0) {
      this.#lines.push(lineOf(event, atMs));
      this.#after.set(event.node, owed - 1);
    } else {
      before.push(lineOf(event, atMs));
      if (before.length > CONTEXT_LINES_BEFORE) before.shift();
    }
    return wanted;
  }

  finish(): readonly TraceLine[] {
    return this.#lines.sort((a, b) => (a.node < b.node ? -1 : a.node > b.node ? 1 : a.boot - b.boot || a.seq - b.seq));
  }
}

function lineOf(event: TraceEvent, atMs: number): TraceLine {
  const fields = Object.entries(event).filter((entry): entry is [string, Json] => !envelope.includes(entry[0]) && entry[1] !== undefined);
  return {
    node: event.node,
    boot: event.boot,
    seq: event.seq,
    atMs,
    event: event.event,
    fields: boundFields(Object.fromEntries(fields), fieldBounds),
  };
}
