import { FaultlineError, type FaultReport, type RunSummary, type RunVerdict } from '../../core/index.ts';
import { leadingFinding } from '../../report/index.ts';
import { summarize } from '../verdict.ts';

/** A message is shown in the terminal; the whole of it stands in the report of the run that is kept. */
const MESSAGE_CHARS_MAX = 2000;

/** What a campaign keeps of one seed: small, and plain data that crosses threads. */
export interface SeedResult {
  /** In the campaign's order, from 0. */
  readonly position: number;
  /** Without `dir`; `reproduce` is empty until the campaign says it. */
  readonly run: RunSummary;
  /** Inconclusive for no other reason than that too little happened. */
  readonly vacuous: boolean;
  /** What a violation is told by. */
  readonly finding?: SeedFinding;
  /** Why the harness failed, if the outcome is `broken`. */
  readonly failure?: { readonly code: string; readonly message: string };
  /** Of the nodes' rules those that came up; absent of a run that broke off. */
  readonly rules?: readonly string[];
  readonly eventCount: number;
  readonly virtualMs: number;
  /** What the run reached, where the strategy learns from it. */
  readonly coverage?: Uint32Array;
}

export interface SeedFinding {
  readonly checker: string;
  readonly rule: string;
  readonly message: string;
}

/** The small summary of a run that came to a verdict; with its figures where a gate asks for them. */
export function seedResult(
  position: number,
  verdict: RunVerdict,
  { eventCount, virtualMs }: { readonly eventCount: number; readonly virtualMs: number },
  measured = false,
): SeedResult {
  const { seed, outcome, digest, checkers, ops, faults, note, plan, durationMs, headline, explanation, leading, figures, vacuous } =
    summarize(verdict);
  const finding = firstFinding(verdict);
  return {
    position,
    run: {
      seed,
      outcome,
      ...(digest === undefined ? {} : { digest }),
      checkers,
      ops,
      faults: faults.map(bare),
      reproduce: '',
      ...(note === undefined ? {} : { note }),
      ...(plan === undefined ? {} : { plan }),
      ...(durationMs === undefined ? {} : { durationMs }),
      // Of a pass there is nothing to tell, and there are many.
      ...(outcome === 'pass' || headline === undefined ? {} : { headline }),
      ...(explanation === undefined ? {} : { explanation: cut(explanation) }),
      ...(leading === undefined ? {} : { leading }),
      ...(measured && figures !== undefined ? { figures } : {}),
      ...(vacuous === undefined ? {} : { vacuous }),
    },
    vacuous: vacuous === true,
    ...(finding === undefined ? {} : { finding }),
    ...(outcome === 'broken'
      ? { failure: { code: verdict.code ?? 'harness-failed', message: cut(verdict.reason ?? 'the harness failed') } }
      : {}),
    ...(figures === undefined ? {} : { rules: figures.rules }),
    eventCount,
    virtualMs,
  };
}

/** A seed whose run threw, or took its worker with it. */
export function brokenSeed(position: number, seed: number, plan: string, error: unknown): SeedResult {
  const code = error instanceof FaultlineError ? error.code : 'harness-failed';
  // What is not meant for users is a defect of ours, and the stack says where.
  const message = error instanceof FaultlineError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    position,
    run: { seed, plan, outcome: 'broken', checkers: {}, ops: { ok: 0, fail: 0, info: 0 }, faults: [], reproduce: '', note: cut(message) },
    vacuous: false,
    failure: { code, message: cut(message) },
    eventCount: 0,
    virtualMs: 0,
  };
}

/** What the run is told by; of a checker that gives no finding, what it says. */
export function firstFinding({ results }: Pick<RunVerdict, 'results'>): SeedFinding | undefined {
  const lead = leadingFinding(results);
  if (lead !== undefined) return { checker: lead.checker, rule: lead.finding.rule, message: cut(lead.finding.message) };
  const [checker, result] = Object.entries(results).find(([, { verdict }]) => verdict === 'invalid') ?? [];
  return checker === undefined ? undefined : { checker, rule: checker, message: cut(result?.reason ?? 'it gave no details') };
}

/** The proofs stay with the run. */
function bare({ id, kind, target, state }: FaultReport): FaultReport {
  return { id, kind, target, state };
}

function cut(text: string): string {
  return text.length <= MESSAGE_CHARS_MAX ? text : `${text.slice(0, MESSAGE_CHARS_MAX - 1)}…`;
}
