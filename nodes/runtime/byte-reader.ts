/** Longer texts are decoded by the platform: a call costs more than a few units. */
const MAX_SHORT_TEXT = 8;

/**
 * Reads what a `ByteWriter` wrote. Whatever the bytes are it never throws: what is not there, or not as a writer would have written
 * it, is read as 0 or '' and remembered in `failed`.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  failed = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether everything was read, and all of it was well-formed. */
  get done(): boolean {
    return !this.failed && this.#at === this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) return this.#fail();
    this.#at += 1;
    return value;
  }

  /** 0 to 2^53-1, in as many bytes as it takes and no more. */
  count(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let scale = 0x80; scale <= 0x2_0000_0000_0000; scale *= 0x80) {
      const next = this.byte();
      value += (next & 0x7f) * scale;
      if (next < 0x80) return next === 0 || value > Number.MAX_SAFE_INTEGER ? this.#fail() : value;
    }
    return this.#fail();
  }

  text(): string {
    const header = this.count();
    const wide = header % 2 === 1;
    const length = (header - (header % 2)) / 2;
    const begin = this.#at;
    const end = begin + (wide ? 2 * length : length);
    if (this.failed || end > this.#bytes.length) {
      this.#fail();
      return '';
    }
    this.#at = end;
    if (!wide && length <= MAX_SHORT_TEXT) return this.#shortText(begin, end);
    const { buffer, byteOffset } = this.#bytes;
    return Buffer.from(buffer, byteOffset + begin, end - begin).toString(wide ? 'utf16le' : 'latin1');
  }

  #shortText(begin: number, end: number): string {
    let text = '';
    for (let at = begin; at < end; at += 1) text += String.fromCharCode(this.#bytes[at] ?? 0);
    return text;
  }

  #fail(): number {
    this.failed = true;
    this.#at = this.#bytes.length;
    return 0;
  }
}
