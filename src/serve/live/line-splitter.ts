/** A longer line is passed over: what a live view shows of one event is little. */
const LINE_BYTES_MAX = 8 * 1024 * 1024;

/** Cuts bytes that come in pieces into whole lines. What is behind the last newline waits for the rest of it. */
export class LineSplitter {
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** Lines passed over because of their length. */
  skipped = 0;

  *feed(bytes: Uint8Array): Generator<string> {
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      this.#keep(bytes.subarray(from, end));
      if (this.#restBytes > LINE_BYTES_MAX) this.skipped += 1;
      else yield Buffer.concat(this.#rest).toString('utf8');
      this.#rest = [];
      this.#restBytes = 0;
      from = end + 1;
    }
    this.#keep(bytes.subarray(from));
  }

  #keep(part: Uint8Array): void {
    this.#restBytes += part.length;
    if (this.#restBytes > LINE_BYTES_MAX) this.#rest = [];
    else if (part.length > 0) this.#rest.push(Buffer.from(part));
  }
}

const NEWLINE = 0x0a;
