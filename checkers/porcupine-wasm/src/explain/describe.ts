import type { ExplainedCandidate, ExplainedOperation, ExplainedPartition, Explanation } from './explain.ts';
import { shortened, shortState } from './shorten.ts';

/** How a place in the history is named: `event 4`, or the line of a file. */
export type NameEvent = (event: number) => string;

/** Of longer lists the last ones, or the first, are told; the data has more. */
const orderShownLimit = 6;
const statesShownLimit = 4;
const candidatesShownLimit = 8;

/** The explanation in lines of text, a list for each partition; those that begin with blanks are items of the line before them. */
export function describe(explanation: Explanation, name: NameEvent = (event) => `event ${event}`): string[][] {
  return explanation.partitions.map((part) => [
    headline(part, name),
    ...(part.isFirst ? [...orderLines(part, name), ...stateLines(part, name), ...candidateLines(part, name)] : [firstUnknown]),
    ...contradictionLines(part, name),
  ]);
}

const firstUnknown = 'It may have been impossible before: the budget did not reach to tell which event is the first.';

function headline({ key, operation, event, isFirst }: ExplainedPartition, name: NameEvent): string {
  const what = key === '' ? 'The history' : `Key ${JSON.stringify(key)}`;
  if (!isFirst) return `${what} is not linearizable: no order explains all up to ${name(event)}, the answer to ${named(operation, name)}.`;
  return `${what} is not linearizable: before ${name(event)} there is an order, and none explains ${named(operation, name)}.`;
}

function orderLines({ order, orderOmitted }: ExplainedPartition, name: NameEvent): string[] {
  if (order.length === 0) return [];
  const shown = order.slice(-orderShownLimit);
  const before = order.length + orderOmitted - shown.length;
  const start = before === 0 ? '' : `, after ${before} more ${operations(before)}`;
  const steps = shown.map((step) => `${named(step, name)} leaves ${shortState(step.state)}`);
  return [`An order that goes so far${start}:`, ...steps.map(item)];
}

function stateLines({ states, statesOmitted, statesComplete, operation }: ExplainedPartition, name: NameEvent): string[] {
  const who = `When process ${operation.process} is answered`;
  const shown = states.slice(0, statesShownLimit).map(({ state, lastChange }) => {
    return `${shortState(state)}, ${lastChange === null ? 'as at the start' : `left by ${named(lastChange, name)}`}`;
  });
  const more = states.length + statesOmitted - shown.length;
  const [only] = shown;
  if (statesComplete && more === 0 && shown.length === 1 && only !== undefined) return [`${who} the state can only be ${only}.`];
  const head = statesComplete
    ? `${who} the state can only be one of these:`
    : `${who} the state depends on the order; it can be, for example:`;
  return [head, ...shown.map(item), ...(more === 0 ? [] : [item(`or one of ${more} more`)])];
}

function candidateLines({ candidates, candidatesOmitted }: ExplainedPartition, name: NameEvent): string[] {
  const [failed, ...open] = candidates;
  if (failed === undefined) return [];
  const helpless = open.filter(({ next }) => next !== 'ordered');
  const shown = helpless.slice(0, candidatesShownLimit);
  const more = helpless.length - shown.length + candidatesOmitted;
  const lines = [failed, ...shown].map((candidate) => item(whyNot(candidate, failed, name)));
  const rest =
    more === 0
      ? []
      : [item(`${more} more ${more === 1 ? 'operation that was open does' : 'operations that were open do'} not help either`)];
  const head =
    helpless.length + candidatesOmitted === 0 ? 'It cannot come next:' : 'It cannot come next, and nothing else that was open helps:';
  return [head, ...lines, ...rest];
}

function whyNot(candidate: ExplainedCandidate, failed: ExplainedOperation, name: NameEvent): string {
  const what = named(candidate, name);
  switch (candidate.next) {
    case 'impossible':
      return `${what} cannot come next: the state is ${shortState(candidate.state)}`;
    case 'no-help':
      return `${what} could come next and leave ${shortState(candidate.state)}, where ${shortened(failed.text)} is as impossible`;
    case 'ordered':
      return `${what} stands in the order already`;
    default:
      return candidate satisfies never;
  }
}

function contradictionLines({ contradiction }: ExplainedPartition, name: NameEvent): string[] {
  const [first, ...more] = [...(contradiction ?? [])].sort((a, b) => a.invoke - b.invoke);
  if (first === undefined) return [];
  if (more.length === 0) return [`It is impossible by itself, whatever else was done: ${named(first, name)}.`];
  return ['These contradict each other, whatever else was done:', ...[first, ...more].map((operation) => item(named(operation, name)))];
}

function named({ process, text, invoke, complete, unknown }: ExplainedOperation, name: NameEvent): string {
  const when = unknown || complete === null ? `from ${name(invoke)}, outcome unknown` : `${name(invoke)} to ${name(complete)}`;
  return `${shortened(text)} by process ${process} (${when})`;
}

function operations(count: number): string {
  return count === 1 ? 'operation' : 'operations';
}

function item(text: string): string {
  return `  ${text}`;
}
