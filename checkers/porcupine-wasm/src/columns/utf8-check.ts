/** Whether bytes that come in pieces are UTF-8. As long as all are ASCII, as nearly always, only their highest bits are looked at. */
export class Utf8Check {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private isAscii = true;

  /** False for bytes that no UTF-8 begins with; then nothing is asked any more. */
  allows(bytes: Uint8Array): boolean {
    this.isAscii &&= holdsAsciiOnly(bytes);
    return this.isAscii || this.decodes(() => this.decoder.decode(bytes, { stream: true }));
  }

  /** Whether no character is cut off at the end. */
  ends(): boolean {
    return this.isAscii || this.decodes(() => this.decoder.decode());
  }

  private decodes(decode: () => string): boolean {
    try {
      decode();
      return true;
    } catch (error) {
      if (error instanceof TypeError) return false;
      throw error;
    }
  }
}

function holdsAsciiOnly(chunk: Uint8Array): boolean {
  const wordsFrom = chunk.byteOffset % 4 === 0 ? 0 : chunk.length;
  const words = new Int32Array(chunk.buffer, wordsFrom === 0 ? chunk.byteOffset : 0, wordsFrom === 0 ? chunk.length >> 2 : 0);
  for (let i = 0; i < words.length; i += 1) if (((words[i] as number) & 0x80808080) !== 0) return false;
  for (let i = words.length * 4; i < chunk.length; i += 1) if ((chunk[i] as number) > 127) return false;
  return true;
}
