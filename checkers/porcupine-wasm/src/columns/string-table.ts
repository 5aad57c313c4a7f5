/** Strings as small numbers, found by their UTF-8 bytes, so that a known one is not decoded again. */
export class StringTable {
  readonly strings: string[] = [];
  private readonly byHash = new Map<number, number>();
  private readonly byText = new Map<string, number>();
  private readonly encoded: Uint8Array[] = [];
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** `hash` is any number that equal bytes share. */
  ofBytes(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const known = this.byHash.get(hash);
    if (known !== undefined && sameBytes(this.encoded[known], bytes, from, to)) return known;
    const id = this.of(this.decoder.decode(bytes.subarray(from, to)));
    // Of several strings with one hash the first is found at once, the others by their text.
    if (known === undefined) {
      this.byHash.set(hash, id);
      this.encoded[id] = bytes.slice(from, to);
    }
    return id;
  }

  of(text: string): number {
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    const id = this.strings.push(text) - 1;
    this.byText.set(text, id);
    return id;
  }
}

function sameBytes(known: Uint8Array | undefined, bytes: Uint8Array, from: number, to: number): boolean {
  if (known === undefined || known.length !== to - from) return false;
  for (let i = 0; i < known.length; i += 1) if (known[i] !== bytes[from + i]) return false;
  return true;
}
