import type { LinkRule, Ms } from '../core/index.ts';

/** What the rules of a link make of one message. */
export type Fate = Dropped | Delivery | Held;

export interface Dropped {
  readonly kind: 'dropped';
}

export interface Delivery {
  readonly kind: 'delivered';
  /** In a row, at `dueMs`. */
  readonly copies: 1 | 2;
  /** By the table's clock. Deliveries due at the same time keep the order in which they were judged. */
  readonly dueMs: Ms;
  /** Those behind it need not wait for it. */
  readonly late: boolean;
  /** The payload byte to change. */
  readonly corruptAt: number | undefined;
}

/** Kept back until the last of these faults ends. */
export interface Held {
  readonly kind: 'held';
  readonly by: readonly string[];
}

/** Whoever carries the message that is judged. */
export interface Carrier {
  /** Rules that this message cannot obey are passed over, uncounted. Absent: it obeys all. */
  obeys?(rule: LinkRule): boolean;
  /** What became of the message that was held. Called once. */
  settled(fate: Dropped | Delivery): void;
}
