import { EDGE_MS, isSure, type Strike, type Strikes } from './message-strikes.ts';
import type { JudgedFate, SentMessage } from './messages.ts';
import type { Receipt, Receipts } from './receipts.ts';

/** A record that goes on for so long behind a message, without its receipt, says that it never arrived. */
const UNDER_WAY_MS = 1000;
/** What may lose a message that is not cut off for certain. */
const losing: readonly string[] = ['partition', 'drop', 'corrupt', 'hold', 'reset'];

/** Tells what became of a message where the receivers' runtime notes what arrives. Faults only explain what the notes say. */
export class ReceivedFates {
  readonly #receipts: Receipts;
  readonly #strikes: Strikes;
  readonly #endMs: number;

  constructor(receipts: Receipts, strikes: Strikes, endMs: number) {
    this.#receipts = receipts;
    this.#strikes = strikes;
    this.#endMs = endMs;
  }

  of(message: SentMessage): JudgedFate {
    const { from, to, type, atMs, event } = message;
    const strikes = this.#strikes.of(from, to, type, atMs);
    const receipt = this.#receipts.of(event);
    return receipt === undefined ? this.#missing(message, strikes) : arrived(atMs, receipt, strikes);
  }

  #missing({ to, atMs }: SentMessage, strikes: readonly Strike[]): JudgedFate {
    const ends = strikes.map(({ toMs, longerMs }) => toMs + longerMs);
    const arrivesBeforeMs = Math.max(this.#strikes.wokenMs(to, atMs), ...ends) + Math.max(UNDER_WAY_MS, this.#strikes.transitMs);
    const toldUntilMs = this.#toldUntilMs(to);
    if (toldUntilMs === undefined || toldUntilMs < arrivesBeforeMs) return { fate: 'sent' };
    const by =
      strikes.find((strike) => strike.effect === 'cut' && isSure(strike, atMs)) ?? strikes.find(({ kind }) => losing.includes(kind));
    return { fate: 'lost', ...(by === undefined ? {} : { fault: by.fault }) };
  }

  /** A node that is down and never comes back has nothing more to tell. */
  #toldUntilMs(node: string): number | undefined {
    const toldMs = this.#receipts.toldUntilMs(node);
    const downMs = this.#strikes.downForGoodMs(node, this.#endMs);
    return toldMs !== undefined && downMs !== undefined && toldMs <= downMs + EDGE_MS ? Number.POSITIVE_INFINITY : toldMs;
  }
}

function arrived(sentMs: number, { atMs, isDoubled }: Receipt, strikes: readonly Strike[]): JudgedFate {
  if (isDoubled) {
    const by = strikes.find(({ kind }) => kind === 'duplicate');
    return { fate: 'doubled', untilMs: atMs, ...(by === undefined ? {} : { fault: by.fault }) };
  }
  for (const strike of strikes) {
    if (!isSure(strike, sentMs)) continue;
    if (strike.effect === 'held' && atMs >= strike.toMs - EDGE_MS) return { fate: 'held', untilMs: atMs, fault: strike.fault };
    if (strike.effect === 'delayed' && atMs - sentMs >= strike.leastMs) return { fate: 'delayed', untilMs: atMs, fault: strike.fault };
  }
  return { fate: 'arrived', untilMs: atMs };
}
