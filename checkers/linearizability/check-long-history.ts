import { check, HistoryError, longFileBytes, readLongFile } from 'porcupine-wasm';
import {
  budgetsOf,
  configured,
  type HistoryCheck,
  type HistoryCheckOptions,
  modelNamed,
  partitionVerdicts,
  reasonOf,
} from './check-history.ts';
import { formatNamed } from './read-history.ts';

export { longFileBytes };

/**
 * Judges a long file of JSON lines without making an object of each event: a million operations in about a second. Undefined where that
 * is no way to read it, where something is wrong with it, and where it is not linearizable: then `readHistory` and `checkHistory` have
 * to say more than columns know.
 */
export function checkLongHistory(
  chunks: Iterable<Uint8Array>,
  model: string,
  format: string | undefined,
  options: HistoryCheckOptions = {},
): (HistoryCheck & { readonly warnings: readonly string[] }) | undefined {
  if (modelNamed(model)?.plain === undefined) return undefined;
  const read = readLongFile(chunks, format === undefined ? undefined : formatNamed(format));
  if (read === undefined) return undefined;
  const { columns, warnings } = read;
  const known = configured(model, options);
  const started = performance.now();
  try {
    const result = check(known, columns, budgetsOf(options));
    if (result.verdict === 'invalid') return undefined;
    const ms = Math.round((performance.now() - started) * 1000) / 1000;
    const operations = columns.process.reduce((count, process, i) => count + Number(process >= 0 && columns.type[i] === 0), 0);
    const reason = reasonOf(result);
    return {
      model,
      verdict: result.verdict,
      ...(reason === undefined ? {} : { reason }),
      operations,
      ms,
      partitions: partitionVerdicts(result),
      findings: [],
      warnings,
    };
  } catch (error) {
    if (error instanceof HistoryError) return undefined;
    throw error;
  }
}
