import type { GatedEntry, MatrixPlace } from '../../core/index.ts';
import type { EntryRow, MatrixGrid } from './page-data.ts';

/** A grid for each matrix of the suite: the last axis across, the others down. */
export function gridsOf(entries: readonly GatedEntry[], rows: readonly EntryRow[]): MatrixGrid[] {
  const matrices = new Map<string, { readonly place: MatrixPlace; readonly row: EntryRow }[]>();
  for (const { name, place } of entries) {
    const row = rows.find((each) => each.name === name);
    if (place === undefined || row === undefined) continue;
    const known = matrices.get(place.of);
    if (known === undefined) matrices.set(place.of, [{ place, row }]);
    else known.push({ place, row });
  }
  return [...matrices].map(([name, cells]) => {
    const across = ({ values }: MatrixPlace): string => values.at(-1)?.value ?? '';
    const down = ({ values }: MatrixPlace): string =>
      values
        .slice(0, -1)
        .map(({ key, value }) => `${key} ${value}`)
        .join(', ');
    const columns = [...new Set(cells.map(({ place }) => across(place)))];
    const lines = [...new Set(cells.map(({ place }) => down(place)))];
    return {
      name,
      columnKey: cells[0]?.place.values.at(-1)?.key ?? '',
      columns,
      rows: lines.map((line) => ({
        name: line,
        cells: columns.map((column) => cells.find(({ place }) => down(place) === line && across(place) === column)?.row ?? null),
      })),
    };
  });
}
