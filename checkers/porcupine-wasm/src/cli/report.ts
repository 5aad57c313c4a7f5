import { describe, type NameEvent } from '../explain/index.ts';
import { describeMinimum } from '../minimize/index.ts';
import type { CheckedFile } from './check-file.ts';
import { exitCodes, type Outcome } from './outcome.ts';

/** Partitions that the text explains; the JSON document names every one. */
const explainedLimit = 3;
/** Partitions whose explanation is in the JSON document. */
const explainedAsDataLimit = 10;

/** One line for the file, and below an invalid one why. */
export function asLines(checked: CheckedFile): string[] {
  const { file, operations, ms, result, explanation, minimum } = checked;
  const name = nameOf(checked);
  const lines = [`${result.verdict.padEnd(8)} ${file}  ${operations} ${operations === 1 ? 'operation' : 'operations'}, ${ms} ms`];
  if (result.reason !== undefined) lines.push(indented(result.reason));
  const { partitions } = explanation;
  const shown = partitions.slice(0, explainedLimit);
  for (const sentences of describe({ partitions: shown }, name)) lines.push(...sentences.map(indented));
  const more = partitions.length - shown.length;
  if (more > 0) lines.push(indented(`${more} more ${more === 1 ? 'key is' : 'keys are'} not linearizable.`));
  if (minimum !== undefined) lines.push(...describeMinimum(minimum, name).map(indented));
  return lines;
}

function nameOf({ lines }: CheckedFile): NameEvent {
  return (event) => `line ${lines[event]}`;
}

export function asJson(outcome: Outcome, histories: readonly CheckedFile[]): unknown {
  return {
    outcome,
    exitCode: exitCodes[outcome],
    histories: histories.map((checked) => {
      const { file, model, result, operations, ms, minimum } = checked;
      return {
        file,
        model,
        verdict: result.verdict,
        operations,
        ms,
        partitions: result.partitions.map(({ key, verdict, reason }) => ({ key, verdict, ...(reason === undefined ? {} : { reason }) })),
        ...explanationsOf(checked),
        ...(minimum === undefined ? {} : { minimum: asJsonMinimum(minimum, nameOf(checked)) }),
      };
    }),
  };
}

/** Places are those of events in the file, from 0; `text` names its lines. */
function explanationsOf(checked: CheckedFile) {
  const { partitions } = checked.explanation;
  if (partitions.length === 0) return {};
  const shown = partitions.slice(0, explainedAsDataLimit);
  const texts = describe({ partitions: shown }, nameOf(checked));
  return {
    explanations: shown.map((part, i) => ({ ...part, line: checked.lines[part.event], text: texts[i] ?? [] })),
    explanationsOmitted: partitions.length - shown.length,
  };
}

function asJsonMinimum(minimum: NonNullable<CheckedFile['minimum']>, name: NameEvent) {
  const { key, complete, originalOperations, operations, forgotten, events } = minimum;
  return { key, complete, originalOperations, operations, forgotten, events, text: describeMinimum(minimum, name) };
}

function indented(line: string): string {
  return `         ${line}`;
}
