/** Of what no sync covered, a power cut leaves nothing this often, and all of it that often; else a part. */
const LOSE_TAIL_PROBABILITY = 0.5;
const KEEP_TAIL_PROBABILITY = 0.15;
/** A creation or replacement that was under way survives this often. */
const KEEP_NAME_PROBABILITY = 0.2;

/** One file: its bytes, how many of them are durable, and where each write began. */
export class DiskFile {
  readonly name: string;
  #bytes = new Uint8Array(1024);
  #length = 0;
  #exists = false;
  /** Whether its name would survive a power cut. */
  #named = false;
  /** Where each write began, oldest first. */
  #starts: number[] = [];
  durableLength = 0;
  /** How often it was replaced. */
  generation = 0;
  /** When the last call asked for ends. */
  busyUntilUs = 0;

  constructor(name: string) {
    this.name = name;
  }

  get exists(): boolean {
    return this.#exists;
  }

  get length(): number {
    return this.#length;
  }

  /** What a sync asked for now would make durable. */
  get written(): number {
    return this.#length;
  }

  /** The end of the durable bytes that at least two whole writes stand behind. */
  get oldEnd(): number {
    const durable = this.#starts.filter((start) => start < this.durableLength);
    return durable.at(-2) ?? 0;
  }

  content(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  append(bytes: Uint8Array): void {
    this.#exists = true;
    this.#starts.push(this.#length);
    this.#grow(this.#length + bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** The bytes land on older ones, and nothing is where they should have been. */
  misdirect(offset: number, bytes: Uint8Array): void {
    this.append(new Uint8Array(bytes.length));
    this.#bytes.set(bytes, offset);
  }

  flip(offset: number): void {
    this.#bytes[offset] = (this.#bytes[offset] ?? 0) ^ 0x10;
  }

  /** A sync that was asked for when so many bytes were written has ended. */
  synced(length: number, generation: number): void {
    this.#exists = true;
    this.#named = true;
    if (generation === this.generation && length > this.durableLength) this.durableLength = length;
  }

  replace(bytes: Uint8Array): void {
    this.#bytes = new Uint8Array(Math.max(1024, bytes.length * 2));
    this.#bytes.set(bytes);
    this.#length = bytes.length;
    this.durableLength = bytes.length;
    this.#starts = [0];
    this.#exists = true;
    this.#named = true;
    this.generation += 1;
  }

  /** What a power cut leaves is durable; `draw` answers numbers in [0, 1). */
  cut(draw: (what: string) => number, tornProbability: number): { lostBytes: number; torn: boolean } {
    const before = this.#length;
    if (!this.#named && draw('name') >= KEEP_NAME_PROBABILITY) {
      this.#length = 0;
      this.durableLength = 0;
      this.#starts = [];
      this.#exists = false;
      return { lostBytes: before, torn: false };
    }
    const { kept, torn } = this.#drawKept(draw, tornProbability);
    this.#starts = this.#starts.filter((start) => start < kept);
    this.#length = kept;
    this.durableLength = kept;
    this.#named = this.#exists;
    return { lostBytes: before - kept, torn };
  }

  #drawKept(draw: (what: string) => number, tornProbability: number): { kept: number; torn: boolean } {
    const tail = this.#starts.filter((start) => start >= this.durableLength);
    const fate = draw('tail');
    if (tail.length === 0 || fate < LOSE_TAIL_PROBABILITY) return { kept: this.durableLength, torn: false };
    if (fate < LOSE_TAIL_PROBABILITY + KEEP_TAIL_PROBABILITY) return { kept: this.#length, torn: false };
    if (draw('torn') >= tornProbability) return { kept: tail[Math.floor(draw('write') * tail.length)] ?? this.durableLength, torn: false };
    const kept = this.durableLength + Math.floor(draw('cut') * (this.#length - this.durableLength));
    return { kept, torn: kept > this.durableLength && !tail.includes(kept) };
  }

  #grow(length: number): void {
    if (length <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(length, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
