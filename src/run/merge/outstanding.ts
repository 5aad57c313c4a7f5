import type { RunName } from '../../core/index.ts';
import type { StoredCampaign } from '../../store/index.ts';

/**
 * What is still to be shown by campaigns of one suite, newest first: each run whose newest attempt did not pass, or that was planned and never
 * carried out. Every run of an entry is, where one of the entry's limits failed or could not be measured: nobody knows which it would take.
 */
export function outstandingRuns(newestFirst: readonly StoredCampaign[]): RunName[] {
  const states = new Map<string, { readonly name: RunName; readonly isOpen: boolean }>();
  for (const { record } of [...newestFirst].reverse()) {
    const { runs, gate = [] } = record.summary;
    const short = new Set(
      gate.flatMap(({ state, entry }) => ((state === 'failed' || state === 'unmeasured') && entry !== undefined ? [entry] : [])),
    );
    const told = [
      ...runs.map(({ plan = '', seed, outcome, expected }) => ({
        name: { plan, seed },
        isOpen: (outcome !== 'pass' && expected !== true) || short.has(plan),
      })),
      ...record.left.map((name) => ({ name, isOpen: true })),
    ];
    // A seed that was run several times is open if one of them is.
    const open = new Set(told.filter(({ isOpen }) => isOpen).map(({ name }) => keyOf(name)));
    for (const { name } of told) states.set(keyOf(name), { name, isOpen: open.has(keyOf(name)) });
  }
  return [...states.values()].flatMap(({ name, isOpen }) => (isOpen ? [name] : []));
}

export function keyOf({ plan, seed }: RunName): string {
  return `${plan} seed ${seed}`;
}
