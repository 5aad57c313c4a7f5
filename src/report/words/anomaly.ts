import { type Finding, isJsonObject } from '../../core/index.ts';
import { brief } from './readable.ts';

const KEY_CHARS_MAX = 60;

/** How surely and how plainly a reader can be told what went wrong, the best first. */
const kinds = [
  'lost-write',
  'stale-read',
  'applied-twice',
  'out-of-nowhere',
  'from-the-future',
  'failed-write-seen',
  'missed-write',
] as const;
export type AnomalyKind = (typeof kinds)[number];

/** What kind of anomaly the finding's checker says that it is; undefined where it does not say. */
export function anomalyKindOf({ evidence }: Pick<Finding, 'evidence'>): AnomalyKind | undefined {
  const anomaly = evidence?.['anomaly'];
  return isJsonObject(anomaly) ? kinds.find((kind) => kind === anomaly['kind']) : undefined;
}

/** `a stale read of k2`. */
export function describeAnomaly(kind: AnomalyKind, key: string | undefined): string {
  const of = key === undefined ? '' : ` of ${brief(key, KEY_CHARS_MAX)}`;
  const to = key === undefined ? '' : ` to ${brief(key, KEY_CHARS_MAX)}`;
  const it = key === undefined ? 'the history' : `key ${brief(key, KEY_CHARS_MAX)}`;
  switch (kind) {
    case 'stale-read':
      return `a stale read${of}`;
    case 'lost-write':
      return `${it} lost a write that was acknowledged`;
    case 'missed-write':
      return `a read${of} missed an acknowledged write`;
    case 'applied-twice':
      return `a write${to} was applied twice`;
    case 'out-of-nowhere':
      return `a read${of} saw a value that nobody wrote`;
    case 'from-the-future':
      return `a read${of} saw a value before it was written`;
    case 'failed-write-seen':
      return `a write${to} that was told it failed took effect`;
    default:
      return kind satisfies never;
  }
}

/** Which finding tells the most, the lowest first: what clients saw before what nodes did, the plain before the puzzling. */
export function weightOf(finding: Pick<Finding, 'rule' | 'evidence'>): number {
  const kind = anomalyKindOf(finding);
  if (kind !== undefined) return kinds.indexOf(kind);
  if (finding.rule === 'not-linearizable') return kinds.length;
  const rank = rulesByWeight.indexOf(finding.rule);
  // That there were two leaders tells more than the second vote that made them.
  const ahead = leadersOfOneTerm(finding) === undefined ? 0 : 0.5;
  return kinds.length + 1 + (rank < 0 ? rulesByWeight.length : rank) - ahead;
}

/** The two leaders that a finding of election safety is about; undefined where it is about something else (a second vote, no majority). */
export function leadersOfOneTerm({ evidence }: Pick<Finding, 'evidence'>): { term: number; leaders: [string, string] } | undefined {
  const term = evidence?.['term'];
  const leaders = evidence?.['leaders'];
  if (typeof term !== 'number' || !Array.isArray(leaders)) return undefined;
  const [first, second] = leaders;
  return typeof first === 'string' && typeof second === 'string' ? { term, leaders: [first, second] } : undefined;
}

/** What was broken for good before what made it possible. */
const rulesByWeight: readonly string[] = [
  'election-safety',
  'state-machine-safety',
  'leader-completeness',
  'log-matching',
  'exactly-once',
  'recovery',
  'leader-append-only',
  'truncation',
  'monotonic',
  'apply-after-commit',
  'commit-legality',
  'read-unconfirmed',
  'vote-durability',
  'append-durability',
];
