import type { VNode } from 'preact';
import { isJsonObject, type Json, type JsonObject } from '../../../../core/index.ts';
import { brief, formatMs, formatNumber, readable, readableJson, spaced } from '../../../words/index.ts';

const COLUMNS_MAX = 12;
const ROWS_MAX = 200;
const DEPTH_MAX = 10;
/** A longer list of numbers is told by its range. */
const NUMBERS_SHOWN_MAX = 24;
const TEXT_CHARS_MAX = 300;
const INLINE_FIELDS_MAX = 4;

/** Any JSON value, laid out by its shape: like rows as a table, objects as names and values, the rest as text. */
export function Tree({ value, name = '', depth = 0 }: { readonly value: Json; readonly name?: string; readonly depth?: number }): VNode {
  if (value === null || typeof value !== 'object' || depth >= DEPTH_MAX) return <Scalar name={name} value={value} />;
  if (Array.isArray(value) && value.length > NUMBERS_SHOWN_MAX && value.every((item) => typeof item === 'number'))
    return <span>{rangeOf(value)}</span>;
  const rows = tableRows(value);
  if (rows !== undefined) return <Table rows={rows} />;
  const entries: readonly (readonly [string, Json])[] = isJsonObject(value)
    ? Object.entries(value)
    : (value as readonly Json[]).map((item, i) => [String(i), item]);
  if (entries.length === 0) return <span class="dim">none</span>;
  if (!isJsonObject(value) && entries.every(([, item]) => isScalar(item)))
    return <code>{entries.map(([, item]) => textOf(name, item)).join('  ')}</code>;
  const nested = entries.some(([, item]) => !isScalar(item));
  if (depth > 0 && !nested && entries.length <= INLINE_FIELDS_MAX) return <Inline entries={entries} />;
  return (
    <dl class={nested ? 'tree nested' : 'tree'}>
      {entries.slice(0, ROWS_MAX).map(([field, item]) => (
        <div key={field}>
          <dt>{readable(titleOf(field))}</dt>
          <dd>
            <Tree value={item} name={field} depth={depth + 1} />
          </dd>
        </div>
      ))}
      {entries.length > ROWS_MAX ? <p class="dim">and {entries.length - ROWS_MAX} more</p> : null}
    </dl>
  );
}

/** A few plain values in one line: `from 10.12 s, to 11.36 s, length 1.24 s`. */
function Inline({ entries }: { readonly entries: readonly (readonly [string, Json])[] }): VNode {
  return (
    <span>
      {entries.map(([field, item], i) => (
        <span key={field}>
          {i === 0 ? '' : ', '}
          <span class="dim">{readable(titleOf(field))}</span> {textOf(field, item)}
        </span>
      ))}
    </span>
  );
}

interface NamedRow {
  readonly name: string | undefined;
  readonly fields: JsonObject;
}

function Table({ rows }: { readonly rows: readonly NamedRow[] }): VNode {
  const names = [...new Set(rows.flatMap(({ fields }) => Object.keys(fields)))];
  const columns = names.slice(0, COLUMNS_MAX);
  const named = rows.some(({ name }) => name !== undefined);
  const numeric = new Set(columns.filter((column) => rows.every(({ fields }) => typeof (fields[column] ?? 0) === 'number')));
  const more = [
    ...(rows.length > ROWS_MAX ? [`${rows.length - ROWS_MAX} more rows`] : []),
    ...(names.length > columns.length ? [`${names.length - columns.length} more columns`] : []),
  ];
  return (
    <table>
      {more.length === 0 ? null : <caption class="dim">and {more.join(' and ')}</caption>}
      <thead>
        <tr>
          {named ? <td /> : null}
          {columns.map((column) => (
            <th key={column} scope="col" class={numeric.has(column) ? 'number' : ''}>
              {readable(titleOf(column))}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, ROWS_MAX).map(({ name, fields }, i) => (
          <tr key={name ?? i}>
            {named ? <th scope="row">{readable(name ?? '')}</th> : null}
            {columns.map((column) => (
              <td key={column} class={numeric.has(column) ? 'number' : ''}>
                {fields[column] === undefined ? '' : textOf(column, fields[column])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Two or more objects of plain values, in a list or under names, are the rows of a table. */
function tableRows(value: Json): readonly NamedRow[] | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  const items: readonly (readonly [string | undefined, Json])[] = isJsonObject(value)
    ? Object.entries(value)
    : (value as readonly Json[]).map((item) => [undefined, item] as const);
  const rows = items.flatMap(([name, fields]) => (isJsonObject(fields) && isFlat(fields) ? [{ name, fields }] : []));
  return rows.length === items.length && rows.length > (isJsonObject(value) ? 1 : 0) ? rows : undefined;
}

function isFlat(fields: JsonObject): boolean {
  return Object.values(fields).every((field) => isScalar(field) || (Array.isArray(field) && field.length <= 8 && field.every(isScalar)));
}

/** `[0, 213, ...]` -> `31 numbers from 0 to 213`. */
function rangeOf(numbers: readonly number[]): string {
  const [low, high] = numbers.reduce(
    ([least, most], number) => [Math.min(least, number), Math.max(most, number)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return `${numbers.length} numbers from ${formatNumber(low)} to ${formatNumber(high)}`;
}

function Scalar({ name, value }: { readonly name: string; readonly value: Json }): VNode {
  return typeof value === 'string' && value.includes(' ') ? <span>{readable(value)}</span> : <code>{textOf(name, value)}</code>;
}

function isScalar(value: Json): boolean {
  return value === null || typeof value !== 'object';
}

function textOf(name: string, value: Json): string {
  if (value === null) return '–';
  if (typeof value === 'number') return name.endsWith('Ms') ? formatMs(value) : formatNumber(value);
  if (Array.isArray(value)) return value.map((item: Json) => textOf(name, item)).join(' ');
  return brief(typeof value === 'string' ? readable(value) : readableJson(value), TEXT_CHARS_MAX);
}

/** `p99Ms` -> `p99`, `okDuringFaults` -> `ok during faults`: units stand with the values. */
function titleOf(name: string): string {
  return spaced(name.replace(/Ms$/, ''));
}
