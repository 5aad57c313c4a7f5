import { describe } from '../explain/index.ts';
import type { CheckedFile } from './check-file.ts';
import { exitCodes, type Outcome } from './outcome.ts';

/** Partitions that the text explains; the JSON document names every one. */
const explainedLimit = 3;

/** One line for the file, and below an invalid one why. */
export function asLines({ file, operations, ms, result, explanation, lines: lineOf, minimum }: CheckedFile): string[] {
  const lines = [`${result.verdict.padEnd(8)} ${file}  ${operations} operations, ${ms} ms`];
  if (result.reason !== undefined) lines.push(indented(result.reason));
  const { partitions } = explanation;
  const shown = partitions.slice(0, explainedLimit);
  for (const sentences of describe({ partitions: shown }, (event) => `line ${lineOf[event]}`)) lines.push(...sentences.map(indented));
  if (partitions.length > shown.length) lines.push(indented(`${partitions.length - shown.length} more keys are not linearizable.`));
  if (minimum === undefined) return lines;
  const whole = minimum.complete ? 'nothing known here makes it smaller' : 'there was no time to make it smaller';
  lines.push(indented(`${minimum.operations.length} of ${minimum.originalOperations} operations are enough to prove it (${whole}):`));
  for (const { process, type, f, value } of minimum.events)
    lines.push(indented(`  ${process} ${type} ${f} ${JSON.stringify(value ?? null)}`));
  return lines;
}

export function asJson(outcome: Outcome, histories: readonly CheckedFile[]): unknown {
  return {
    outcome,
    exitCode: exitCodes[outcome],
    histories: histories.map(({ file, model, result, operations, ms, minimum }) => ({
      file,
      model,
      verdict: result.verdict,
      operations,
      ms,
      partitions: result.partitions.map(({ key, verdict, reason }) => ({ key, verdict, ...(reason === undefined ? {} : { reason }) })),
      ...(minimum === undefined ? {} : { minimum: asJsonMinimum(minimum) }),
    })),
  };
}

function asJsonMinimum({ key, complete, originalOperations, operations, events }: NonNullable<CheckedFile['minimum']>) {
  return { key, complete, originalOperations, operations, events };
}

function indented(line: string): string {
  return `         ${line}`;
}
