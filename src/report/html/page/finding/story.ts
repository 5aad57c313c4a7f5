import { type Finding, isJsonObject } from '../../../../core/index.ts';
import type { FaultInterval } from '../../../data/index.ts';
import {
  type AnomalyKind,
  anomalyKindOf,
  brief,
  describeFinding,
  formatMs,
  formatSeconds,
  plural,
  readable,
  reasonOfRule,
} from '../../../words/index.ts';
import type { Run } from '../run.ts';
import { anchorOf } from './anchor.ts';
import { type Cast, faultsBehind, mayBeTaken, ruleSentences, stretchOf } from './cause.ts';
import { answered, capital, did, lower } from './deeds.ts';
import { readExplanation, rowOf } from './evidence.ts';
import { faultClause, faultsDuring, isOfAMoment, nodeSentence } from './moment.ts';

const HEADLINE_CHARS_MAX = 260;
const MESSAGE_CHARS_MAX = 500;
const FAULTS_TOLD_MAX = 3;
/** A finding as it is told: what happened, when, and what was going on, in words that need no knowledge of the tool. */
export interface Story {
  readonly headline: string;
  /** The few sentences that stand under the headline. */
  readonly lede: readonly string[];
  /** Whole sentences, in the order in which things happened to whoever was told wrong. */
  readonly sentences: readonly string[];
  /** What each of its operations is in it. */
  readonly parts: ReadonlyMap<number, string>;
}

/** Undefined where the checker's own message says all that is known. */
export function storyOf(run: Run, finding: Finding): Story | undefined {
  const known = stories.get(finding);
  if (known !== undefined) return known;
  const story = tell(run, finding);
  if (story !== undefined) stories.set(finding, story);
  return story;
}

const stories: WeakMap<Finding, Story> = new WeakMap();

function tell(run: Run, finding: Finding): Story | undefined {
  const kind = anomalyKindOf(finding);
  const stuck = readExplanation(run, finding)?.stuck;
  return kind === undefined || stuck === undefined ? nodeStory(run, finding) : clientStory(run, finding, kind, stuck);
}

function clientStory(run: Run, finding: Finding, kind: AnomalyKind, stuck: number): Story {
  const anomaly = finding.evidence?.['anomaly'];
  const rowIn = (name: string): number | undefined => (isJsonObject(anomaly) ? rowOf(run, anomaly[name] ?? null) : undefined);
  const cast = { kind, stuck, missed: rowIn('missed'), wrote: rowIn('wrote'), witness: rowIn('witness') };
  const sentences = sentencesOf(run, cast);
  return {
    headline: brief(`${readable(describeFinding(finding))}${whenOf(run, cast)}${whileOf(run, cast)}`, HEADLINE_CHARS_MAX),
    lede: sentences.lede,
    sentences: sentences.all,
    parts: partsOf(cast),
  };
}

/** Behind what every output says of it: when. A lost write is dated by the answer that it got. */
function whenOf(run: Run, { kind, stuck, missed }: Cast): string {
  return ` at ${formatSeconds(run.endMs(kind === 'lost-write' && missed !== undefined ? missed : stuck))}`;
}

/** `, while n2, the leader, was cut off from all others`: of several faults the first, and how many more. */
function whileOf(run: Run, cast: Cast): string {
  const [fromMs] = stretchOf(run, cast);
  const [first, ...more] = faultsBehind(run, cast);
  if (first === undefined) return '';
  const others = more.length === 0 ? '' : `, and ${more.length} more ${more.length === 1 ? 'fault was' : 'faults were'} on`;
  // A write is lost by what comes between it and the reads that miss it.
  const joint = cast.kind === 'lost-write' && (first.span?.fromMs ?? 0) > fromMs ? 'before' : jointOf(first, fromMs);
  return `, ${joint} ${faultClause(run, first, momentOf(run, cast))}${others}`;
}

/** When the answer was given that cannot be explained, as well as its client knows. */
function momentOf(run: Run, { stuck }: Cast): number {
  return (run.startMs(stuck) + run.endMs(stuck)) / 2;
}

function jointOf({ kind, span }: FaultInterval, atMs: number): 'after' | 'while' {
  return isOfAMoment(kind) && (span?.fromMs ?? 0) < atMs ? 'after' : 'while';
}

/** In the order in which things happened: what was written, what was broken, what was then seen. */
function sentencesOf(run: Run, cast: Cast): { readonly lede: string[]; readonly all: string[] } {
  const { kind, stuck, missed, wrote, witness } = cast;
  const written =
    missed === undefined ? [] : [`${did(run, missed)}, and was told at ${formatSeconds(run.endMs(missed), 3)} that it was done.`];
  const seen = seenSentence(run, cast);
  const broken = faultSentences(run, cast);
  const gone = kind === 'lost-write' && witness !== undefined && witness !== stuck;
  const after = [
    ...(gone
      ? [
          `It did not come back: ${lower(did(run, witness))} at ${formatSeconds(run.startMs(witness), 3)} and ${answered(run, witness)}. ${run.describe(witness).f === 'cas' ? 'One of the two writes is lost.' : 'The write is gone.'}`,
        ]
      : []),
    ...(kind === 'lost-write' && witness === stuck ? ['It succeeded on the older value: one of the two writes is lost.'] : []),
    ...(kind === 'stale-read' && witness !== undefined
      ? [
          `The write was not lost: ${lower(did(run, witness))} at ${formatSeconds(run.startMs(witness), 3)} and ${answered(run, witness)}. Only the answer before was out of date.`,
        ]
      : []),
    ...(kind === 'missed-write'
      ? ['Nothing that was seen later tells whether the write was lost or the answer was only out of date.']
      : []),
  ];
  const isOlder = wrote !== undefined && (missed === undefined || run.startMs(wrote) < run.endMs(missed));
  const older =
    wrote === undefined || (kind !== 'applied-twice' && !isOlder)
      ? []
      : kind === 'applied-twice'
        ? [`${did(run, wrote)} once, at ${formatSeconds(run.startMs(wrote), 3)}; the answer holds it twice.`]
        : [`What was seen is older: ${lower(did(run, wrote))} at ${formatSeconds(run.startMs(wrote), 3)}.`];
  const { node } = run.describe(stuck);
  const atNode = node === '' || kind === 'lost-write' ? undefined : nodeSentence(run, node, momentOf(run, cast));
  const rule = ruleSentences(run, cast);
  const lede =
    kind === 'lost-write'
      ? [...written, ...broken.slice(0, 1), seen]
      : kind === 'applied-twice'
        ? [seen, ...older]
        : [...written, seen, ...(atNode === undefined || mayBeTaken(run, cast) ? broken.slice(0, 1) : [atNode])];
  return {
    lede,
    all: [
      ...(kind === 'lost-write' ? [...written, ...broken, seen] : [...written, seen]),
      ...older,
      ...after,
      ...(kind === 'lost-write' ? [] : broken),
      ...(atNode === undefined ? [] : [atNode]),
      ...rule,
    ],
  };
}

function seenSentence(run: Run, { kind, stuck, missed }: Cast): string {
  const [calledMs, endedMs] = [run.startMs(stuck), run.endMs(stuck)];
  const ended = run.describe(stuck).outcome === 'open' ? '' : ` at ${formatSeconds(endedMs, 3)}`;
  if (missed === undefined)
    return `${did(run, stuck)} at ${formatSeconds(calledMs, 3)} and ${answered(run, stuck)}${ended}.${strange(kind)}`;
  const later = formatMs(calledMs - run.endMs(missed));
  return `${did(run, stuck)}, called at ${formatSeconds(calledMs, 3)}, ${later} after that write was done, and ${answered(run, stuck)}${ended}: neither that write nor anything newer.`;
}

function strange(kind: AnomalyKind): string {
  if (kind === 'out-of-nowhere') return ' No client ever wrote that value.';
  if (kind === 'from-the-future') return ' That value was written only later.';
  return kind === 'failed-write-seen' ? ' That value was only written by a call that was told it had certainly failed.' : '';
}

function faultSentences(run: Run, cast: Cast): string[] {
  const faults = faultsBehind(run, cast);
  if (faults.length === 0) return ['No fault was in force at that moment.'];
  const told = faults.slice(0, FAULTS_TOLD_MAX).map((fault) => {
    const { span, forGood, id } = fault;
    const when = span === undefined ? '' : `, from ${formatSeconds(span.fromMs)} ${forGood ? 'on' : `to ${formatSeconds(span.toMs)}`}`;
    return `${capital(faultClause(run, fault, momentOf(run, cast))).replace(/,$/, '')}${when} (${readable(id)}).`;
  });
  return faults.length <= FAULTS_TOLD_MAX
    ? told
    : [...told, `${plural(faults.length - FAULTS_TOLD_MAX, 'more fault was', 'more faults were')} on.`];
}

function partsOf({ kind, stuck, missed, wrote, witness }: Cast): ReadonlyMap<number, string> {
  const parts = new Map<number, string>();
  if (wrote !== undefined) parts.set(wrote, kind === 'applied-twice' ? 'applied twice' : 'the older value');
  if (missed !== undefined) parts.set(missed, kind === 'lost-write' ? 'acknowledged, then lost' : 'acknowledged');
  if (witness !== undefined) parts.set(witness, kind === 'lost-write' ? 'the write is gone' : 'the write is there');
  parts.set(stuck, kind === 'stale-read' ? 'stale' : 'impossible');
  return parts;
}

/** What nodes did is told by the checker; when it was, and what was on at that moment, is added. */
function nodeStory(run: Run, finding: Finding): Story | undefined {
  const anchor = anchorOf(run, finding);
  if (anchor === undefined) return undefined;
  const [first, ...more] = faultsDuring(run, anchor.atMs, anchor.atMs);
  const others = more.length === 0 ? '' : `, and ${more.length} more ${more.length === 1 ? 'fault was' : 'faults were'} on`;
  const why = reasonOfRule(finding.rule);
  const clause = first === undefined ? '' : `, ${jointOf(first, anchor.atMs)} ${faultClause(run, first, anchor.atMs)}${others}`;
  return {
    headline: brief(`${readable(describeFinding(finding))}, at ${formatSeconds(anchor.atMs)}${clause}`, HEADLINE_CHARS_MAX),
    lede: [readable(brief(finding.message, MESSAGE_CHARS_MAX)), ...(why === undefined ? [] : [why])],
    sentences: [],
    parts: new Map(),
  };
}
