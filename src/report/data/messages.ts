import { type JsonObject, type NodeId, type Plan, roundMs, type TraceEvent } from '../../core/index.ts';
import { boundFields } from './bounds.ts';
import { inferFates } from './message-fates.ts';
import { Strikes } from './message-strikes.ts';
import { Receipts } from './receipts.ts';
import { ReceivedFates } from './received-fates.ts';
import {
  absent,
  type Fate,
  type FaultInterval,
  fateCodes,
  type MessageColumns,
  messageColumnNames,
  type NodeTimeline,
} from './report-data.ts';

/** So many are looked at; a longer run's are kept only around findings that are known before its trace is read. */
const BUFFERED_MAX = 400_000;
const MESSAGES_MAX = 30_000;
/** Around each finding; halved until all fit. */
const WINDOW_BEFORE_MS = 1200;
const WINDOW_AFTER_MS = 600;
const WINDOWS_MAX = 24;
const fieldBounds = { chars: 60, items: 10, depth: 2 };
const envelope: readonly string[] = ['node', 'boot', 'seq', 'at', 'event', 'to', 'type', 'term'];

/** One message as its sender's trace tells of it. */
export interface SentMessage {
  readonly atMs: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly type: string;
  readonly event: TraceEvent;
}

export interface JudgedFate {
  readonly fate: Fate;
  readonly untilMs?: number;
  /** Index of the fault that did it, or may have. */
  readonly fault?: number;
}

/** Follows what nodes sent each other. The traces come one node after the other, so messages are put together at the end. */
export class MessageCollector {
  #sent: SentMessage[] = [];
  readonly #receipts = new Receipts();
  readonly #nodes: ReadonlySet<NodeId>;
  readonly #windows: number[];
  #omitted = 0;
  #isFull = false;

  /** `findingTimes`: those that are known already; more may be named later, by `around`. */
  constructor(nodes: readonly NodeId[], findingTimes: readonly number[]) {
    this.#nodes = new Set(nodes);
    this.#windows = findingTimes.slice(0, WINDOWS_MAX);
  }

  /** Messages around this time are wanted. */
  around(atMs: number): void {
    if (this.#windows.length < WINDOWS_MAX) this.#windows.push(atMs);
  }

  add(event: TraceEvent, atMs: number): void {
    const { to, type } = event;
    this.#receipts.add(event, atMs);
    if (event.event !== 'send' || typeof to !== 'string' || !this.#nodes.has(to) || !this.#nodes.has(event.node)) return;
    if (this.#isFull && !this.#isWanted(atMs, 1)) {
      this.#omitted += 1;
      return;
    }
    this.#sent.push({ atMs, from: event.node, to, type: typeof type === 'string' ? type : 'message', event });
    if (this.#sent.length < BUFFERED_MAX) return;
    this.#isFull = true;
    this.#keep((message) => this.#isWanted(message.atMs, 1));
    if (this.#sent.length >= BUFFERED_MAX) this.#keep(() => false);
  }

  finish(plan: Plan, nodes: readonly NodeTimeline[], faults: readonly FaultInterval[], endMs: number): MessageColumns {
    for (let scale = 1; this.#sent.length > MESSAGES_MAX; scale /= 2) this.#keep(({ atMs }) => this.#isWanted(atMs, scale));
    this.#sent.sort((a, b) => a.atMs - b.atMs);
    const strikes = new Strikes(plan, nodes, faults);
    const received = this.#receipts.any ? new ReceivedFates(this.#receipts, strikes, endMs) : undefined;
    const fates = received === undefined ? inferFates(this.#sent, strikes) : this.#sent.map((message) => received.of(message));
    return { ...columnsOf(this.#sent, fates, nodes), exact: received !== undefined, omitted: this.#omitted };
  }

  #isWanted(atMs: number, scale: number): boolean {
    return this.#windows.some((middle) => atMs >= middle - WINDOW_BEFORE_MS * scale && atMs <= middle + WINDOW_AFTER_MS * scale);
  }

  #keep(wanted: (message: SentMessage) => boolean): void {
    const kept = this.#sent.filter(wanted);
    this.#omitted += this.#sent.length - kept.length;
    this.#sent = kept;
  }
}

function columnsOf(
  sent: readonly SentMessage[],
  fates: readonly JudgedFate[],
  nodes: readonly NodeTimeline[],
): Omit<MessageColumns, 'exact' | 'omitted'> {
  const places = new Map(nodes.map(({ node }, i) => [node, i]));
  const columns = Object.fromEntries(messageColumnNames.map((name) => [name, [] as number[]])) as Record<
    (typeof messageColumnNames)[number],
    number[]
  >;
  const types = new Map<string, number>();
  const details = new Map<string, number>();
  for (const [i, { atMs, from, to, type, event }] of sent.entries()) {
    const fate = fates[i] ?? { fate: 'sent' as const };
    columns.atUs.push(Math.max(0, Math.round(atMs * 1000)));
    columns.untilUs.push(fate.untilMs === undefined ? absent : Math.max(0, Math.round(fate.untilMs * 1000)));
    columns.from.push(places.get(from) ?? absent);
    columns.to.push(places.get(to) ?? absent);
    columns.type.push(indexIn(types, type));
    columns.term.push(typeof event['term'] === 'number' ? event['term'] : absent);
    columns.fate.push(fateCodes[fate.fate]);
    columns.fault.push(fate.fault ?? absent);
    columns.detail.push(indexIn(details, detailOf(event)));
  }
  return { ...columns, count: sent.length, types: [...types.keys()], details: [...details.keys()] };
}

function detailOf(event: TraceEvent): string {
  const fields = Object.fromEntries(
    Object.entries(event).filter(([name, value]) => !envelope.includes(name) && value !== null),
  ) as JsonObject;
  return Object.entries(boundFields(fields, fieldBounds))
    .map(
      ([name, value]) =>
        `${name} ${typeof value === 'string' ? value : JSON.stringify(typeof value === 'number' ? roundMs(value) : value)}`,
    )
    .join(', ');
}

function indexIn(table: Map<string, number>, text: string): number {
  const known = table.get(text);
  if (known !== undefined) return known;
  table.set(text, table.size);
  return table.size - 1;
}
