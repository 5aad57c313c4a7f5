import type { JsonObject } from './json.ts';
import type { Endpoint } from './operation.ts';
import type { Ms } from './time.ts';

/** Directed: what travels from `from` to `to`, whoever dialled the connection that carries it. */
export interface Link {
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** What the proxy knows of one message. `type` is the protocol's own (`append`, `vote`), or the framing's (`request`, `response`). */
export interface Frame {
  readonly link: Link;
  readonly type: string;
  /** Header fields that triggers and matches may name: term, index, and what the protocol adds. */
  readonly fields: JsonObject;
  readonly bytes: number;
}

/** What a message says of itself to rules and triggers. */
export type FrameDescription = Pick<Frame, 'type' | 'fields'>;

/** Picks messages: by type, and by equal header fields. Empty matches every message. */
export interface FrameMatch {
  readonly type?: string | readonly string[];
  readonly fields?: JsonObject;
}

/**
 * What becomes of the messages (or the connection) of one directed link while the rule is in force. `probability` is of each
 * message that `match` picks, default 1. Rules of several faults all apply, in plan order.
 */
export type LinkRule =
  /** The message vanishes. With probability 1 and no match this is a cut link. */
  | { readonly kind: 'drop'; readonly probability?: number; readonly match?: FrameMatch }
  /** Delivered `latencyMs` later, plus up to `jitterMs`; order is kept. */
  | { readonly kind: 'delay'; readonly latencyMs: Ms; readonly jitterMs?: Ms; readonly match?: FrameMatch }
  /** Delivered twice in a row. */
  | { readonly kind: 'duplicate'; readonly probability?: number; readonly match?: FrameMatch }
  /** Delivered after messages that left up to `withinMs` later. */
  | { readonly kind: 'reorder'; readonly probability?: number; readonly withinMs: Ms; readonly match?: FrameMatch }
  /** One byte of the payload is changed. */
  | { readonly kind: 'corrupt'; readonly probability?: number; readonly match?: FrameMatch }
  /** Kept back until the rule ends, then delivered in order, behind what has passed meanwhile. At most `count` messages, default all. */
  | { readonly kind: 'hold'; readonly count?: number; readonly match?: FrameMatch }
  /** New connections are refused; open ones stay. */
  | { readonly kind: 'refuse' }
  /** Open connections are reset once, when the rule begins. */
  | { readonly kind: 'reset' };

export type LinkRuleKind = LinkRule['kind'];

/** What the rules of one fault have done so far: the proof that the fault was in force. */
export interface LinkEffect {
  /** Messages that came to a link with a rule of this fault and were picked by its match. */
  readonly seen: number;
  /** Messages dropped, delayed, duplicated, reordered, corrupted or held. */
  readonly affected: number;
  readonly connectionsRefused: number;
  readonly connectionsReset: number;
  /** Held messages that were lost because the network can hold only so many. Absent: none. */
  readonly overflowed?: number;
}

/** The rules of every directed link, client threads included. */
export interface Links {
  /** Puts the rules of one fault in force. `order` is the fault's place in the plan: lower applies first. */
  apply(fault: string, order: number, rules: readonly { readonly link: Link; readonly rule: LinkRule }[]): void;
  /** Ends the fault's own effect only; what it held back is delivered. */
  remove(fault: string): void;
  effect(fault: string): LinkEffect;
  /** Sees each message before its fate is decided, so that rules applied by the listener hold for this very message. */
  watch(listener: (frame: Frame) => void): () => void;
}
