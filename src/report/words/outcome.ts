import type { FaultReport, Finding, RunVerdict } from '../../core/index.ts';
import { anomalyKindOf, describeAnomaly, leadersOfOneTerm } from './anomaly.ts';
import { formatCount, plural } from './figures.ts';
import { findingsInOrder, leadingFinding } from './leading.ts';
import { brief } from './readable.ts';
import { ruleWords } from './rules.ts';
import { describeDuration } from './run-words.ts';

const KEY_CHARS_MAX = 60;
const LEDE_CHARS_MAX = 700;

/** What a run came to: a headline, and the sentence or two that a reader who has never seen the tool can act on. */
export interface OutcomeWords {
  readonly headline: string;
  readonly lede: string;
}

export function explainOutcome(verdict: RunVerdict): OutcomeWords {
  switch (verdict.outcome) {
    case 'pass':
      return explainPass(verdict);
    case 'violation':
      return explainViolation(verdict);
    case 'inconclusive':
      return explainInconclusive(verdict);
    case 'broken':
      return {
        headline: 'The test itself failed: nothing is said of the system',
        lede: `${sentence(verdict.reason ?? 'The harness gave no reason')} Whatever the checkers could see of the run does not count as a result.`,
      };
    default:
      return verdict.outcome satisfies never;
  }
}

/** Faults of the schedule: what the core phase stops and cuts is none of them, and in force by itself. */
export function scheduledFaults(faults: readonly FaultReport[]): readonly FaultReport[] {
  return faults.filter(({ ofCore }) => ofCore !== true);
}

/** A finding's title: its rule in plain words, and the key it is about. */
export function describeFinding({ rule, key, evidence }: Pick<Finding, 'rule' | 'key' | 'evidence'>): string {
  const kind = anomalyKindOf({ ...(evidence === undefined ? {} : { evidence }) });
  const elected = leadersOfOneTerm({ ...(evidence === undefined ? {} : { evidence }) });
  if (elected !== undefined) return `Term ${elected.term} has two leaders, ${elected.leaders.join(' and ')}`;
  if (kind !== undefined) return `${ruleWords[rule]?.title ?? capitalize(rule.replaceAll('-', ' '))}: ${describeAnomaly(kind, key)}`;
  const words = ruleWords[rule]?.title ?? capitalize(rule.replaceAll('-', ' '));
  return key === undefined ? words : `${words}: key ${brief(key, KEY_CHARS_MAX)}`;
}

/** What the rule of a finding is for; undefined for a rule that this build does not know. */
export function reasonOfRule(rule: string): string | undefined {
  return ruleWords[rule]?.why;
}

function explainPass(verdict: RunVerdict): OutcomeWords {
  const { results } = verdict;
  const linearizable = results['linearizability']?.verdict === 'valid';
  const safe = results['raft-safety']?.verdict === 'valid';
  const keys = results['linearizability']?.counts?.['keys'];
  // A rule that was never evaluated was not kept, it just had no occasion.
  const rules = Object.values(results['raft-safety']?.counts ?? {}).filter((count) => count > 0);
  const claims = [
    linearizable
      ? `Some single order explains everything that the clients saw${keys === undefined ? '' : ` of ${plural(keys, 'key')}`}: the history is linearizable.`
      : undefined,
    safe
      ? `The nodes kept ${rules.length === 0 ? "Raft's safety rules" : `all ${rules.length} safety rules of Raft that came up, evaluated ${plural(sum(rules), 'time')}`}.`
      : undefined,
    `${capitalize(plural(verdict.ops.ok, 'operation'))} succeeded, ${formatCount(verdict.ops.fail)} failed and ${formatCount(verdict.ops.info)} ended unknown, in ${describeDuration(verdict)}${inForce(verdict)}.`,
    verdict.note === undefined ? undefined : sentence(verdict.note),
  ];
  const headline = linearizable ? (safe ? 'Linearizable and safe' : 'Linearizable') : 'Passed: no checker found anything wrong';
  const { length: faultCount } = scheduledFaults(verdict.faults);
  return {
    headline: `${headline}${faultCount === 0 ? '' : ` under ${plural(faultCount, 'fault')}`}`,
    lede: claims.filter((claim) => claim !== undefined).join(' '),
  };
}

function explainViolation({ results, reason }: RunVerdict): OutcomeWords {
  const first = leadingFinding(results);
  if (first === undefined) {
    const [name, result] = Object.entries(results).find(([, { verdict }]) => verdict === 'invalid') ?? [];
    return { headline: `${name ?? 'A checker'} found a violation`, lede: sentence(result?.reason ?? reason ?? 'It gave no details') };
  }
  // A finding's message has whole sentences: its first word may be the name of a node, which stays as it is.
  const told = ended(brief(first.finding.message, LEDE_CHARS_MAX));
  return { headline: describeFinding(first.finding), lede: [told, ...moreFindings(findingsInOrder(results).length)].join(' ') };
}

/** `2 more findings.`: nobody knows here what stands beside it. */
function moreFindings(count: number): string[] {
  return count < 2 ? [] : [`${capitalize(plural(count - 1, 'more finding'))}.`];
}

function explainInconclusive(verdict: RunVerdict): OutcomeWords {
  const reasons = Object.entries(verdict.results)
    .filter(([, { verdict: judged }]) => judged === 'unknown')
    .map(([name, { reason }]) => `${name}: ${reason ?? 'no reason given'}`);
  if (verdict.reason !== undefined) reasons.unshift(verdict.reason);
  return {
    headline: 'No violation was proven, and not everything could be judged',
    lede: reasons.length === 0 ? 'No checker gave a reason.' : reasons.map(sentence).join(' '),
  };
}

function inForce(verdict: RunVerdict): string {
  const faults = scheduledFaults(verdict.faults);
  if (faults.length === 0) return ', without any fault';
  const proven = faults.filter(({ state }) => state === 'in-force').length;
  return proven === faults.length
    ? `, while ${plural(proven, 'fault')} ${proven === 1 ? 'was' : 'were'} proven to be in force`
    : `, while ${formatCount(proven)} of ${plural(faults.length, 'fault')} were proven to be in force`;
}

function sentence(text: string): string {
  return ended(capitalize(text.trim()));
}

function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What has a digit in it is a name (`n3`), and keeps its case. */
function capitalize(text: string): string {
  if (/^[\p{L}_-]*\d/u.test(text)) return text;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
