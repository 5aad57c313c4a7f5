import { badInput } from '../core/index.ts';

/** More than WebAssembly can address is of no use. */
const limitBytes = 2 ** 32;
const unitBytes: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** Reads `512m`, `1g`, `2GiB`; a bare number is bytes. `where` (an option) opens the error's message. */
export function parseMemorySize(text: string, where: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([kmg])(?:i?b)?|b)?$/i.exec(text.trim());
  const bytes = Math.floor(Number(match?.[1]) * (unitBytes[match?.[2]?.toLowerCase() ?? ''] ?? 1));
  if (bytes <= limitBytes) return bytes;
  throw badInput('bad-size', `${where}: expected a size like 512m or 1g, of at most 4g, got "${text}"`);
}
