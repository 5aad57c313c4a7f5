import { type Endpoint, FaultlineError, type Frame, type Link, type LinkRule, type Links, type Ms, roundMs } from '../core/index.ts';
import type { Carrier, Delivery, Fate } from './fate.ts';
import { emptyRuling, type FaultOnLink, type FaultRecord, type Ruling, rule } from './ruling.ts';

/** Held messages of one link, in number and in payload bytes. Over either the oldest is lost, and the effect says how many were. */
export const MAX_HELD_MESSAGES = 10_000;
export const MAX_HELD_BYTES: number = 16 * 1024 * 1024;

/** The rules of every directed link, and what becomes of each message. It knows no sockets: every world's network asks it. */
export interface LinkTable extends Links {
  readonly now: () => Ms;
  /** Nothing watches, no rule stands and nothing delayed is under way: a message may pass without being described or judged. */
  isClear(link: Link): boolean;
  /** Tells the watchers, then decides. A held message is settled later through its carrier, once. */
  judge(frame: Frame, carrier: Carrier): Fate;
  /** Asked once for each new connection that `from` dials to `to`; a refusal is counted. */
  refuses(link: Link): boolean;
  /** Told of each `reset` that begins: resets the open connections that carry the link and answers how many they were. */
  onReset(listener: (link: Link) => number): () => void;
}

export interface LinkTableOptions {
  readonly seed: number;
  readonly now: () => Ms;
}

export function createLinkTable(options: LinkTableOptions): LinkTable {
  return new RuledLinks(options);
}

interface LinkState {
  readonly link: Link;
  readonly key: string;
  /** In plan order. */
  faults: FaultOnLink[];
  /** No message may be delivered before this one: when the last one of those that keep the order is due. */
  lastDueMs: Ms;
  held: HeldMessage[];
  heldBytes: number;
}

interface HeldMessage {
  readonly frame: Frame;
  readonly carrier: Carrier;
  readonly ruling: Ruling;
  /** The `apply` up to which it was judged. */
  judgedAt: number;
}

interface FaultEntry {
  readonly record: FaultRecord;
  /** Its links while it is in force. */
  links: readonly LinkState[] | undefined;
  /** Counters of its links: kept when it ends, so that a fault that begins again draws on. */
  readonly ordinals: Map<string, Map<string, number>>;
}

class RuledLinks implements LinkTable {
  readonly now: () => Ms;
  readonly #seed: number;
  /** By `from`, then `to`. */
  readonly #links = new Map<Endpoint, Map<Endpoint, LinkState>>();
  readonly #faults = new Map<string, FaultEntry>();
  readonly #orders = new Map<FaultRecord, number>();
  readonly #watchers = new Set<(frame: Frame) => void>();
  readonly #resetListeners = new Set<(link: Link) => number>();
  #applyCount = 0;

  constructor({ seed, now }: LinkTableOptions) {
    this.now = now;
    this.#seed = seed;
  }

  apply(fault: string, order: number, rules: readonly { readonly link: Link; readonly rule: LinkRule }[]): void {
    const entry = this.#entry(fault);
    if (entry.links !== undefined) {
      throw new FaultlineError('fault-in-force', `Expected the fault ${fault} to begin once, but its link rules are in force already.`);
    }
    this.#applyCount += 1;
    this.#orders.set(entry.record, order);
    const byLink = new Map<LinkState, LinkRule[]>();
    for (const { link, rule: linkRule } of rules) {
      const state = this.#state(link);
      const there = byLink.get(state);
      if (there === undefined) byLink.set(state, [linkRule]);
      else there.push(linkRule);
    }
    for (const [state, linkRules] of byLink) this.#insert(state, entry, linkRules);
    entry.links = [...byLink.keys()];
    for (const [state, linkRules] of byLink) {
      if (!linkRules.some(({ kind }) => kind === 'reset')) continue;
      for (const listener of [...this.#resetListeners]) entry.record.connectionsReset += listener(state.link);
    }
  }

  remove(fault: string): void {
    const entry = this.#faults.get(fault);
    const links = entry?.links;
    if (entry === undefined || links === undefined) return;
    entry.links = undefined;
    for (const state of links) state.faults = state.faults.filter((there) => there.fault !== entry.record);
    // Only when the fault is gone everywhere, so that what is let go meets none of its rules again.
    for (const state of links) this.#letGo(state, entry.record);
  }

  effect(fault: string): ReturnType<Links['effect']> {
    const record = this.#faults.get(fault)?.record ?? newRecord(fault);
    const { seen, affected, connectionsRefused, connectionsReset, overflowed } = record;
    const effect = { seen, affected, connectionsRefused, connectionsReset };
    return overflowed === 0 ? effect : { ...effect, overflowed };
  }

  watch(listener: (frame: Frame) => void): () => void {
    const watcher = (frame: Frame): void => listener(frame);
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  onReset(listener: (link: Link) => number): () => void {
    this.#resetListeners.add(listener);
    return () => this.#resetListeners.delete(listener);
  }

  isClear(link: Link): boolean {
    if (this.#watchers.size > 0) return false;
    const state = this.#links.get(link.from)?.get(link.to);
    if (state === undefined) return true;
    return state.faults.length === 0 && (state.lastDueMs === 0 || state.lastDueMs <= this.now());
  }

  refuses(link: Link): boolean {
    let refused = false;
    for (const { fault, rules } of this.#links.get(link.from)?.get(link.to)?.faults ?? []) {
      if (!rules.some(({ kind }) => kind === 'refuse')) continue;
      fault.connectionsRefused += 1;
      refused = true;
    }
    return refused;
  }

  judge(frame: Frame, carrier: Carrier): Fate {
    for (const watcher of [...this.#watchers]) watcher(frame);
    const state = this.#state(frame.link);
    const ruling = emptyRuling();
    if (state.faults.length > 0) rule(ruling, this.#seed, frame, state.faults, carrier.obeys?.bind(carrier));
    if (ruling.dropped) return { kind: 'dropped' };
    if (ruling.holders.size === 0) return this.#deliver(state, ruling);
    this.#hold(state, { frame, carrier, ruling, judgedAt: this.#applyCount });
    return { kind: 'held', by: [...ruling.holders].map(({ id }) => id) };
  }

  #deliver(state: LinkState, { delayMs, lateMs, copies, corruptAt }: Ruling): Delivery {
    const now = this.now();
    const earliest = delayMs === 0 ? now : roundMs(now + delayMs);
    const inOrderMs = Math.max(earliest, state.lastDueMs);
    if (lateMs > 0) return { kind: 'delivered', copies, corruptAt, dueMs: roundMs(inOrderMs + lateMs), late: true };
    if (inOrderMs > now) state.lastDueMs = inOrderMs;
    return { kind: 'delivered', copies, corruptAt, dueMs: inOrderMs, late: false };
  }

  #hold(state: LinkState, message: HeldMessage): void {
    state.held.push(message);
    state.heldBytes += message.frame.bytes;
    while (state.held.length > MAX_HELD_MESSAGES || (state.heldBytes > MAX_HELD_BYTES && state.held.length > 1)) {
      const oldest = state.held.shift();
      if (oldest === undefined) return;
      state.heldBytes -= oldest.frame.bytes;
      for (const fault of oldest.ruling.holders) fault.overflowed += 1;
      oldest.carrier.settled({ kind: 'dropped' });
    }
  }

  #letGo(state: LinkState, fault: FaultRecord): void {
    const free: HeldMessage[] = [];
    const kept: HeldMessage[] = [];
    for (const message of state.held) {
      const { ruling, frame, carrier } = message;
      if (ruling.holders.delete(fault) && ruling.holders.size === 0) {
        // It enters the link only now: what began while it waited judges it too.
        const since = state.faults.filter(({ sequence }) => sequence > message.judgedAt);
        rule(ruling, this.#seed, frame, since, carrier.obeys?.bind(carrier));
        message.judgedAt = this.#applyCount;
      }
      (ruling.dropped || ruling.holders.size === 0 ? free : kept).push(message);
    }
    state.held = kept;
    state.heldBytes = kept.reduce((bytes, { frame }) => bytes + frame.bytes, 0);
    for (const { carrier, ruling } of free) carrier.settled(ruling.dropped ? { kind: 'dropped' } : this.#deliver(state, ruling));
  }

  #insert(state: LinkState, { record, ordinals: kept }: FaultEntry, rules: readonly LinkRule[]): void {
    const ordinals = kept.get(state.key) ?? new Map<string, number>();
    kept.set(state.key, ordinals);
    const there = { fault: record, linkKey: state.key, rules, sequence: this.#applyCount, ordinals, heldCounts: new Map() };
    const order = (fault: FaultRecord): number => this.#orders.get(fault) ?? 0;
    // A new list each time: `judge` may be walking the old one. Sorting is stable, so equal orders stay in order of `apply`.
    state.faults = [...state.faults, there].sort((a, b) => order(a.fault) - order(b.fault));
  }

  #entry(fault: string): FaultEntry {
    const known = this.#faults.get(fault);
    if (known !== undefined) return known;
    const entry: FaultEntry = { record: newRecord(fault), links: undefined, ordinals: new Map() };
    this.#faults.set(fault, entry);
    return entry;
  }

  #state(link: Link): LinkState {
    let there = this.#links.get(link.from);
    if (there === undefined) {
      there = new Map();
      this.#links.set(link.from, there);
    }
    const known = there.get(link.to);
    if (known !== undefined) return known;
    const state: LinkState = { link, key: keyOf(link), faults: [], lastDueMs: 0, held: [], heldBytes: 0 };
    there.set(link.to, state);
    return state;
  }
}

function keyOf({ from, to }: Link): string {
  return `${from}>${to}`;
}

function newRecord(id: string): FaultRecord {
  return { id, seen: 0, affected: 0, connectionsRefused: 0, connectionsReset: 0, overflowed: 0 };
}
