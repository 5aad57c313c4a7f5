import { isJsonObject, type Json } from './json.ts';
import type { NodeId } from './operation.ts';
import type { TraceEvent, TraceItem } from './trace.ts';

/** A longer line is not kept: it is read over, and reported as a gap. */
export const TRACE_LINE_BYTES_MAX: number = 64 * 1024 * 1024;

/**
 * Decodes one node's trace file, fed piece by piece as it grows: the same items whether it is followed live or read back.
 *
 * A kill may tear the last line of a boot; the next boot then begins on a fresh line. A line is written before any effect of its step
 * leaves the node, so nothing that a torn line would have told ever left, and it is no gap. A line that cannot be read is therefore
 * held until it is known what follows: a later boot (it was torn) or the same boot going on (something is missing: a gap).
 */
export class TraceLines {
  readonly #node: NodeId;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  /** The bytes of the line that has not ended yet. */
  #rest: Uint8Array[] = [];
  #restBytes = 0;
  #lineNumber = 0;
  #boot = 0;
  #seq = 0;
  /** Unreadable lines since the last event. */
  #unread: { readonly line: number; readonly why: string }[] = [];

  constructor(node: NodeId) {
    this.#node = node;
  }

  /** The items that these bytes complete. The bytes may be reused by the caller afterwards. */
  feed(bytes: Uint8Array): TraceItem[] {
    const items: TraceItem[] = [];
    let from = 0;
    for (;;) {
      const end = bytes.indexOf(newline, from);
      if (end === -1) break;
      this.#keep(bytes.subarray(from, end));
      this.#line(items);
      from = end + 1;
    }
    // Not by `slice`: that of a Buffer is a view of the same memory.
    if (from < bytes.length) this.#keep(Uint8Array.from(bytes.subarray(from)));
    return items;
  }

  /** Nothing more will come. An unfinished line is torn: dropped without being a gap. */
  finish(): TraceItem[] {
    this.#rest = [];
    this.#restBytes = 0;
    // One unreadable line is what a kill leaves, closed by a next boot that wrote nothing; more than one no kill can leave here.
    const items = this.#unread.length > 1 ? [this.#gap(this.#boot, this.#seq, this.#describeUnread())] : [];
    this.#unread = [];
    return items;
  }

  #keep(part: Uint8Array): void {
    this.#restBytes += part.length;
    if (this.#restBytes <= TRACE_LINE_BYTES_MAX) this.#rest.push(part);
    else this.#rest = [];
  }

  #line(items: TraceItem[]): void {
    this.#lineNumber += 1;
    const tooLong = this.#restBytes > TRACE_LINE_BYTES_MAX;
    const bytes = join(this.#rest, this.#restBytes);
    this.#rest = [];
    this.#restBytes = 0;
    if (tooLong) {
      this.#unread.push({ line: this.#lineNumber, why: `is longer than ${TRACE_LINE_BYTES_MAX} bytes` });
      return;
    }
    // A boot that follows a torn line begins with an empty one.
    if (bytes.length === 0) return;
    const event = this.#parse(bytes);
    if (typeof event === 'string') this.#unread.push({ line: this.#lineNumber, why: event });
    else this.#event(event, items);
  }

  #parse(bytes: Uint8Array): TraceEvent | string {
    let value: unknown;
    try {
      value = JSON.parse(this.#decoder.decode(bytes));
    } catch {
      return 'is not JSON';
    }
    if (!isTraceEvent(value)) return 'is not a trace event (node, boot, seq, at, event)';
    return value.node === this.#node ? value : `is an event of ${value.node}`;
  }

  #event(event: TraceEvent, items: TraceItem[]): void {
    const { boot, seq } = event;
    if (boot < this.#boot || (boot === this.#boot && seq <= this.#seq)) {
      const why = `holds event ${boot}/${seq} (boot/seq) behind ${this.#boot}/${this.#seq}`;
      items.push(this.#gap(this.#boot, this.#seq, [...this.#unread, { line: this.#lineNumber, why }].map(describeLine).join('; ')));
      this.#unread = [];
      return;
    }
    const later = boot > this.#boot;
    // Each boot before this one, from that of the last event on, may have left one torn line.
    const torn = later ? boot - Math.max(this.#boot, 1) : 0;
    if (this.#unread.length > torn) items.push(this.#gap(later ? Math.max(this.#boot, 1) : boot, this.#seq, this.#describeUnread()));
    else if (!later && seq > this.#seq + 1) items.push(this.#gap(boot, this.#seq, missing(this.#seq + 1, seq - 1)));
    if (later && seq > 1) items.push(this.#gap(boot, 0, missing(1, seq - 1)));
    this.#unread = [];
    this.#boot = boot;
    this.#seq = seq;
    items.push({ kind: 'event', event });
  }

  #gap(boot: number, afterSeq: number, reason: string): TraceItem {
    return { kind: 'gap', node: this.#node, boot, afterSeq, reason };
  }

  #describeUnread(): string {
    return this.#unread.map(describeLine).join('; ');
  }
}

const newline = 0x0a;

function join(parts: readonly Uint8Array[], byteCount: number): Uint8Array {
  if (parts.length === 1) return parts[0] ?? new Uint8Array();
  const whole = new Uint8Array(parts.length === 0 ? 0 : byteCount);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function isTraceEvent(value: unknown): value is TraceEvent {
  if (!isJsonObject(value)) return false;
  const { node, boot, seq, at, event } = value;
  return typeof node === 'string' && isOrdinal(boot) && isOrdinal(seq) && typeof at === 'number' && typeof event === 'string';
}

function isOrdinal(value: Json | undefined): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

function missing(from: number, to: number): string {
  return from === to ? `event ${from} is missing` : `events ${from} to ${to} are missing`;
}

function describeLine({ line, why }: { readonly line: number; readonly why: string }): string {
  return `line ${line} ${why}`;
}
