import type { JsonObject } from '../../src/core/index.ts';

/** How much of a file had been called back at one moment. */
export interface Mark {
  readonly generation: number;
  readonly count: number;
}

interface FileRecords {
  /** How often the file was replaced: a mark from before says nothing of what is there now. */
  generation: number;
  /** Called back, not yet durable. */
  waiting: JsonObject[];
  /** How many were taken out of `waiting` because they became durable. */
  durableCount: number;
  durableLength: number;
}

/**
 * Keeps for each file what the protocol said of bytes that are written and not yet durable, so that a `persist` event lists exactly
 * what an fsync covered: what had been called back when it was asked for, and nothing that was written while it ran.
 */
export class WrittenRecords {
  readonly #files = new Map<string, FileRecords>();

  appended(name: string, about: readonly JsonObject[]): void {
    this.#file(name).waiting.push(...about);
  }

  mark(name: string): Mark {
    const { generation, durableCount, waiting } = this.#file(name);
    return { generation, count: durableCount + waiting.length };
  }

  /** What became durable by a sync asked for at `mark`; undefined if nothing did. */
  synced(name: string, mark: Mark, length: number): readonly JsonObject[] | undefined {
    const file = this.#file(name);
    // The file was replaced meanwhile, which made durable all that there is of it.
    if (mark.generation !== file.generation) return undefined;
    const records = file.waiting.splice(0, mark.count - file.durableCount);
    const grown = length > file.durableLength;
    file.durableCount += records.length;
    file.durableLength = length;
    return records.length > 0 || grown ? records : undefined;
  }

  replaced(name: string, about: readonly JsonObject[], length: number): readonly JsonObject[] {
    const { generation } = this.#file(name);
    this.#files.set(name, { generation: generation + 1, waiting: [], durableCount: 0, durableLength: length });
    return [{ kind: 'reset' }, ...about];
  }

  #file(name: string): FileRecords {
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const file = { generation: 0, waiting: [], durableCount: 0, durableLength: 0 };
    this.#files.set(name, file);
    return file;
  }
}
