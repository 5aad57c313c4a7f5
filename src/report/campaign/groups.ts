import type { RunSummary } from '../../core/index.ts';
import {
  describeFinding,
  explainBriefly,
  explainRun,
  leadAsFinding,
  oneLine,
  type RunState,
  stateOfRun,
  weightOfRun,
} from '../words/index.ts';
import { titleOf } from './title.ts';

/** What is worse, or wants looking at, first. */
export const statesInOrder: readonly RunState[] = ['violation', 'broken', 'inconclusive', 'expected', 'pass'];

export interface RunGroup {
  readonly state: RunState;
  readonly title: string;
  readonly runs: readonly RunSummary[];
}

/**
 * Runs that came to the same, the worst first: violations by the rule and kind that they are told by (key, node and time differ from seed to
 * seed), what could not be judged by who could not, and what broke by its words without their numbers. A pass is in no group.
 */
export function groupRuns(runs: readonly RunSummary[]): RunGroup[] {
  const groups = new Map<string, RunSummary[]>();
  for (const run of runs) {
    if (stateOfRun(run) === 'pass') continue;
    const same = sameness(run);
    const group = groups.get(same);
    if (group === undefined) groups.set(same, [run]);
    else group.push(run);
  }
  const all = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined
      ? []
      : [{ state: stateOfRun(first), title: titleOfGroup(first, group), runs: group, weight: weightOfRun(first) }];
  });
  const rank = ({ state }: RunGroup): number => statesInOrder.indexOf(state);
  return (
    all
      // A violation that tells the most leads, as in every other output; what could not be judged is told by how often that was.
      .sort((a, b) => rank(a) - rank(b) || compare(a.weight, b.weight) || (a.state === 'violation' ? 0 : b.runs.length - a.runs.length))
      .map(({ state, title, runs: same }) => ({ state, title, runs: same }))
  );
}

function sameness(run: RunSummary): string {
  const state = stateOfRun(run);
  switch (state) {
    case 'violation':
    case 'expected':
      return JSON.stringify([state, ...(run.leading === undefined ? [withoutNumbers(run.headline ?? '')] : kindOf(run.leading))]);
    case 'inconclusive':
      return JSON.stringify([state, run.vacuous === true, unjudged(run)]);
    default:
      return JSON.stringify([state, withoutNumbers(explainRun(run))]);
  }
}

function kindOf({ checker, rule, kind }: NonNullable<RunSummary['leading']>): (string | null)[] {
  return [checker, rule, kind ?? null];
}

function titleOfGroup(run: RunSummary, group: readonly RunSummary[]): string {
  const { headline, leading, vacuous } = run;
  switch (stateOfRun(run)) {
    case 'violation':
    case 'expected':
      if (group.length === 1 || leading === undefined) return titleOf(oneLine(headline ?? explainRun(run)));
      return describeFinding(leadAsFinding(leading));
    case 'inconclusive':
      if (vacuous === true) return 'Too little happened to prove anything';
      return unjudged(run).length === 0 ? titleOf(explainBriefly(run)) : titleOf(`Could not be judged by ${unjudged(run).join(', ')}`);
    default:
      return titleOf(explainBriefly(run));
  }
}

/** Two that tell nothing are alike. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function unjudged({ checkers }: RunSummary): string[] {
  return Object.entries(checkers).flatMap(([name, { verdict }]) => (verdict === 'unknown' ? [name] : []));
}

function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, '#');
}
