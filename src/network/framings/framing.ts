import type { Frame, LinkRuleKind } from '../../core/index.ts';

/** How a byte stream is made of messages, and which faults of messages it can bear. */
export interface Framing {
  readonly name: FramingName;
  /** Replies belong to requests by their place: a message that is lost silences the rest of its connection. */
  readonly positional: boolean;
  /** Bytes of a whole message before its payload. */
  readonly headerBytes: number;
  /** Why this framing cannot have a kind of rule; kinds that are absent it can. */
  readonly refusals: Partial<Readonly<Record<LinkRuleKind, string>>>;
  /** The splitters of one connection's two directions. */
  open(): Splitters;
  /** What a whole message says of itself where no system needs to be asked. */
  describe?(bytes: Buffer): Pick<Frame, 'type' | 'fields'> | undefined;
}

export type FramingName = 'length-prefixed' | 'http1' | 'stream';

export interface Splitters {
  /** From the dialler to the one dialled. */
  readonly forward: Splitter;
  readonly back: Splitter;
}

/** Cuts one direction of a connection into messages, whatever the chunks it comes in. No byte is added, changed or lost. */
export interface Splitter {
  push(chunk: Buffer, emit: (message: Message) => void): void;
  /** The stream has ended: gives out what is left of a message that never became whole. */
  end(emit: (message: Message) => void): void;
}

export interface Message {
  readonly bytes: Buffer;
  /** False: a piece of a stream that is not (or no more) made of messages. */
  readonly whole: boolean;
}

/** The type of a piece of a stream, and of a message that the system does not know: a connection's greeting, or junk. */
export const UNDESCRIBED = 'undescribed';

/** Whether this framing can bear a rule of this kind; a string says why not. */
export function framingSupports(framing: Framing, kind: LinkRuleKind): true | string {
  return framing.refusals[kind] ?? true;
}
