/** Room for many messages: a block is shared by those written one after the other, because a block of memory for each costs more than writing it. */
const BLOCK_BYTES = 16 * 1024;
/** A varint of seven bits a byte: whole numbers up to 2^53-1 take eight bytes at the most. */
const MAX_COUNT_BYTES = 8;

/**
 * Writes compact bytes, for `ByteReader` to read: whole numbers (`count`), texts and bytes without a layout of their own. What was
 * written since the last `take` or `drop` is one message.
 */
export class ByteWriter {
  #block: Uint8Array = new Uint8Array(BLOCK_BYTES);
  #start = 0;
  #at = 0;

  /** How much was written since the last `take` or `drop`. */
  get length(): number {
    return this.#at - this.#start;
  }

  /** 0 to 255. */
  byte(value: number): void {
    this.#reserve(1);
    this.#block[this.#at] = value;
    this.#at += 1;
  }

  /** A whole number, 0 to 2^53-1; anything else is an error of the caller. Small numbers take fewer bytes. */
  count(value: number): void {
    if (!(Number.isSafeInteger(value) && value >= 0)) throw new RangeError(`expected a whole number from 0 to 2^53-1, got ${value}`);
    this.#reserve(MAX_COUNT_BYTES);
    const block = this.#block;
    let [rest, at] = [value, this.#at];
    for (; rest >= 0x1000_0000; rest = Math.floor(rest / 0x80), at += 1) block[at] = 0x80 | (rest % 0x80);
    for (; rest >= 0x80; rest >>>= 7, at += 1) block[at] = 0x80 | (rest & 0x7f);
    block[at] = rest;
    this.#at = at + 1;
  }

  /** Every text comes back as it was, lone surrogates included: its UTF-16 units are written, in one byte each where all of them fit. */
  text(text: string): void {
    const { length } = text;
    const lengthAt = this.#at - this.#start;
    this.count(length * 2);
    this.#reserve(length);
    const block = this.#block;
    const at = this.#at;
    for (let i = 0; i < length; i += 1) {
      const unit = text.charCodeAt(i);
      if (unit > 0xff) return this.#wideText(text, lengthAt);
      block[at + i] = unit;
    }
    this.#at = at + length;
  }

  /** Room for bytes that are known later. */
  skip(count: number): void {
    this.#reserve(count);
    this.#block.fill(0, this.#at, this.#at + count);
    this.#at += count;
  }

  /** What was written, for keeps. It shares memory with others, so nothing may be written behind its end. */
  take(): Uint8Array {
    const bytes = this.written();
    this.#start = this.#at;
    return bytes;
  }

  /** What was written, to be looked at before the next call. */
  written(): Uint8Array {
    return new Uint8Array(this.#block.buffer, this.#start, this.#at - this.#start);
  }

  /** Forgets what was written. */
  drop(): void {
    this.#at = this.#start;
  }

  #wideText(text: string, lengthAt: number): void {
    this.#at = this.#start + lengthAt;
    this.count(text.length * 2 + 1);
    this.#reserve(text.length * 2);
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      this.#block[this.#at] = unit & 0xff;
      this.#block[this.#at + 1] = unit >>> 8;
      this.#at += 2;
    }
  }

  #reserve(count: number): void {
    if (this.#at + count <= this.#block.length) return;
    const { length } = this;
    const larger = new Uint8Array(Math.max(BLOCK_BYTES, 2 * (length + count)));
    larger.set(this.#block.subarray(this.#start, this.#at));
    this.#block = larger;
    this.#start = 0;
    this.#at = length;
  }
}
