import {
  type CheckResult,
  type ColumnHistory,
  check,
  eventTypes,
  HistoryError,
  longFileBytes,
  readLongFile,
  readNamedLines,
} from 'porcupine-wasm';
import type { ClientEvent, Finding } from '../../src/core/index.ts';
import {
  budgetsOf,
  configured,
  findingsOf,
  type HistoryCheck,
  type HistoryCheckOptions,
  modelNamed,
  partitionVerdicts,
  reasonOf,
  toldPartitions,
} from './check-history.ts';
import { asEvent, formatNamed } from './read-history.ts';

export { longFileBytes };

/**
 * Judges a long file of JSON lines without making an object of each event: a million operations in about a second. What is found is told
 * with what the lines of its keys say, which are read once more: `chunks` gives the file from its beginning each time. Undefined where that
 * is no way to read it and where something is wrong with it: then `readHistory` and `checkHistory` have to say more than columns know.
 */
export function checkLongHistory(
  chunks: () => Iterable<Uint8Array>,
  model: string,
  format: string | undefined,
  options: HistoryCheckOptions = {},
): (HistoryCheck & { readonly warnings: readonly string[] }) | undefined {
  if (modelNamed(model)?.plain === undefined) return undefined;
  const read = readLongFile(chunks(), format === undefined ? undefined : formatNamed(format));
  if (read === undefined) return undefined;
  const { columns, warnings } = read;
  const known = configured(model, options);
  const started = performance.now();
  try {
    const result = check(known, columns, budgetsOf(options));
    const findings = result.verdict === 'invalid' ? findingsIn(chunks(), read, result) : [];
    if (findings === undefined) return undefined;
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
      findings,
      warnings,
    };
  } catch (error) {
    if (error instanceof HistoryError) return undefined;
    throw error;
  }
}

/** Undefined where the file is not any more what it was. */
function findingsIn(
  chunks: Iterable<Uint8Array>,
  { columns, lines, isIndexed }: ColumnHistory,
  result: CheckResult,
): Finding[] | undefined {
  const { process, type, key, keys = [] } = columns;
  const told = new Set(toldPartitions(result).map((part) => keys.indexOf(part.key)));
  const places = Int32Array.from(process.keys()).filter((i) => (process[i] ?? -1) >= 0 && told.has(key?.[i] ?? 0));
  // Each in its own place, and the others empty: what evidence says of an event is its place among all.
  const events: ClientEvent[] = new Array(process.length);
  let isOther = false;
  const isThere = readNamedLines(
    chunks,
    places.map((place) => lines[place] ?? 0),
    (named, event) => {
      const place = places[named] ?? 0;
      if (event.process !== process[place] || eventTypes[type[place] ?? 0] !== event.type) isOther = true;
      events[place] = asEvent(event, isIndexed ? (event.index ?? place) : place) as ClientEvent;
    },
  );
  return isThere && !isOther ? findingsOf(result, events) : undefined;
}
