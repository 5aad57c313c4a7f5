import type { CheckerResult, Finding, RunVerdict } from '../../core/index.ts';

/** What makes two failures the same: which checker found it, by which rule, and of which kind, where the evidence tells kinds apart. */
export interface FailureClass {
  readonly checker: string;
  readonly rule: string;
  readonly kind: string;
}

/** What clients saw is the failure; what the trace tells is its cause, and others may have the same. */
const preferred = 'linearizability';

/** The class that a failing run is shrunk by: that of the first finding of its first failing checker, linearizability before all. */
export function classOfRun({ results }: Pick<RunVerdict, 'results'>): FailureClass | undefined {
  const failing = Object.entries(results).filter(([, { verdict, findings }]) => verdict === 'invalid' && findings.length > 0);
  const [checker, result] = failing.find(([name]) => name === preferred) ?? failing[0] ?? [];
  const finding = result?.findings[0];
  return checker === undefined || finding === undefined ? undefined : classOf(checker, finding);
}

/** The first finding of this class, if the run has one. */
export function findingOf(failure: FailureClass, results: Readonly<Record<string, CheckerResult>>): Finding | undefined {
  const result = results[failure.checker];
  return result?.verdict === 'invalid'
    ? result.findings.find((finding) => sameClass(classOf(failure.checker, finding), failure))
    : undefined;
}

export function describeClass({ checker, rule, kind }: FailureClass): string {
  return kind === rule ? `${rule} by ${checker}` : `${rule} (${kind}) by ${checker}`;
}

function classOf(checker: string, { rule, evidence }: Finding): FailureClass {
  const kind = evidence?.['kind'];
  return { checker, rule, kind: typeof kind === 'string' ? kind : rule };
}

function sameClass(a: FailureClass, b: FailureClass): boolean {
  return a.checker === b.checker && a.rule === b.rule && a.kind === b.kind;
}
