import type { VNode } from 'preact';
import { isJsonObject, type Json, type JsonObject } from '../../../../core/index.ts';
import { readable, readableJson } from '../../../words/index.ts';

interface Log {
  readonly name: string;
  /** By index; undefined where nothing is known of the log. */
  readonly entries: ReadonlyMap<number, JsonObject> | undefined;
  readonly lastIndex: number | undefined;
}

/**
 * Evidence `{index?, logs: {n1: {lastIndex, entries: [{index, term, hash}]} or [...] or null}}`: nodes' logs, entry beside entry, the
 * entries that differ marked, and the index that the finding is about.
 */
export function Logs({ evidence }: { readonly evidence: JsonObject }): VNode | null {
  const logs = readLogs(evidence['logs']);
  if (logs.length === 0) return null;
  const indexes = [...new Set(logs.flatMap(({ entries }) => [...(entries?.keys() ?? [])]))].sort((a, b) => a - b);
  return (
    <div class="scroll">
      <h4>The logs side by side</h4>
      <table class="logs">
        <thead>
          <tr>
            <th scope="col" class="number">
              index
            </th>
            {logs.map(({ name }) => (
              <th key={name} scope="col">
                {readable(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {indexes.map((index) => (
            <tr key={index} class={rowClass(logs, index, evidence['index'])}>
              <th scope="row" class="number">
                {index}
              </th>
              {logs.map((log) => (
                <td key={log.name}>
                  <code>{cellOf(log, index)}</code>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function readLogs(value: Json | undefined): Log[] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value).map(([name, log]) => {
    const list = isJsonObject(log) ? log['entries'] : log;
    if (!Array.isArray(list)) return { name, entries: undefined, lastIndex: undefined };
    const entries = list.flatMap((entry: Json): [number, JsonObject][] =>
      isJsonObject(entry) && typeof entry['index'] === 'number' ? [[entry['index'], entry]] : [],
    );
    const lastIndex = isJsonObject(log) && typeof log['lastIndex'] === 'number' ? log['lastIndex'] : entries.at(-1)?.[0];
    return { name, entries: new Map(entries), lastIndex };
  });
}

function rowClass(logs: readonly Log[], index: number, about: Json | undefined): string {
  const known = logs.flatMap(({ entries }) => (entries === undefined ? [] : [JSON.stringify(entries.get(index) ?? null)]));
  return `${new Set(known).size > 1 ? 'differs' : ''} ${index === about ? 'about' : ''}`.trim();
}

function cellOf({ entries, lastIndex }: Log, index: number): string {
  const entry = entries?.get(index);
  if (entry === undefined) return entries === undefined ? 'not known' : lastIndex !== undefined && index > lastIndex ? 'ends before' : '';
  return Object.entries(entry)
    .filter(([name]) => name !== 'index')
    .map(([name, value]) =>
      name === 'hash' && typeof value === 'string'
        ? readable(value)
        : `${readable(name)} ${typeof value === 'string' ? readable(value) : readableJson(value)}`,
    )
    .join('  ');
}
