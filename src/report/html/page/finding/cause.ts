/** What may have made an answer wrong: faults, and rules that nodes broke, between the write that it misses and the answer itself. */
import type { FaultInterval } from '../../../data/index.ts';
import { type AnomalyKind, brief, readable } from '../../../words/index.ts';
import type { Run } from '../run.ts';
import { linesOf } from './anchor.ts';
import { faultsDuring, isOfAMoment } from './moment.ts';

const RULE_CHARS_MAX = 300;
/** A node's trace and a client's record tell of one step a little apart. */
const SAME_MOMENT_MS = 3;
/** Rules by whose breaking a write is lost, and an answer is out of date. */
const lossRules: readonly string[] = ['recovery', 'leader-completeness', 'truncation', 'append-durability', 'commit-legality'];
const readRules: readonly string[] = ['read-unconfirmed', 'apply-after-commit', 'state-machine-safety', 'exactly-once'];

/** The operations of a finding that clients saw: rows of the run. */
export interface Cast {
  readonly kind: AnomalyKind;
  readonly stuck: number;
  readonly missed: number | undefined;
  readonly wrote: number | undefined;
  readonly witness: number | undefined;
}

/** A lost write is lost somewhere between its acknowledgement and the reads that miss it; any other answer is wrong when it is given. */
export function stretchOf(run: Run, { kind, stuck, missed }: Cast): [fromMs: number, toMs: number] {
  return [kind === 'lost-write' && missed !== undefined ? run.endMs(missed) : run.startMs(stuck), run.endMs(stuck)];
}

/** What was on in that stretch; of a write that may be lost also what took nodes down between its acknowledgement and the answer that misses it. */
export function faultsBehind(run: Run, cast: Cast): FaultInterval[] {
  const [fromMs, toMs] = stretchOf(run, cast);
  const { kind, missed } = cast;
  if (kind !== 'missed-write' || missed === undefined) return faultsDuring(run, fromMs, toMs);
  const doneMs = run.endMs(missed);
  return faultsDuring(run, Math.min(doneMs, fromMs), toMs).filter(({ kind: fault, span }) => {
    const [beganMs, endedMs] = [span?.fromMs ?? 0, span?.toMs ?? 0];
    return endedMs >= fromMs || (isOfAMoment(fault) && beganMs >= doneMs);
  });
}

/** Whether the write that is missed may have gone with what nodes lost. */
export function mayBeTaken(run: Run, cast: Cast): boolean {
  return cast.kind === 'missed-write' && cast.missed !== undefined && faultsBehind(run, cast).some(({ kind }) => isOfAMoment(kind));
}

/** The rule of the nodes' own that was broken there: it is why. At another node or time it may have nothing to do with this. */
export function ruleSentences(run: Run, cast: Cast): string[] {
  const [fromMs, toMs] = stretchOf(run, cast);
  const { node } = run.describe(cast.stuck);
  const wanted = cast.kind === 'lost-write' ? lossRules : readRules;
  const found = run.findings
    .map(({ finding }, i) => ({ finding, i, lines: linesOf(run, finding) }))
    .filter(({ finding, lines }) => wanted.includes(finding.rule) && lines.length > 0);
  const exact = found.find(({ lines }) =>
    lines.some(
      (line) =>
        line.atMs >= fromMs - SAME_MOMENT_MS && line.atMs <= toMs + SAME_MOMENT_MS && (cast.kind === 'lost-write' || line.node === node),
    ),
  );
  if (exact !== undefined) return [`How: ${brief(readable(exact.finding.message), RULE_CHARS_MAX)} (finding ${exact.i + 1})`];
  const loss = mayBeTaken(run, cast) ? lossBehind(run, cast) : undefined;
  if (loss !== undefined) return [`What fits it: ${brief(readable(loss.message), RULE_CHARS_MAX)} (finding ${loss.index + 1})`];
  const near = found.find(({ lines }) => lines.some((line) => line.node === node));
  return near === undefined
    ? []
    : [`Seen at the same node at another time: ${brief(readable(near.finding.message), RULE_CHARS_MAX)} (finding ${near.i + 1})`];
}

/** What nodes themselves lost between the write and the answer that misses it. */
function lossBehind(run: Run, { stuck, missed }: Cast): { readonly message: string; readonly index: number } | undefined {
  if (missed === undefined) return undefined;
  const [fromMs, toMs] = [run.endMs(missed), run.endMs(stuck) + SAME_MOMENT_MS];
  const index = run.findings.findIndex(
    ({ finding }) => lossRules.includes(finding.rule) && linesOf(run, finding).some(({ atMs }) => atMs >= fromMs && atMs <= toMs),
  );
  const found = run.findings[index];
  return found === undefined ? undefined : { message: found.finding.message, index };
}
