import { canonical } from '../canonical.ts';
import type { ExplainedCandidate, ExplainedOperation, ExplainedPartition, Explanation } from './explain.ts';

/** How a place in the history is named: `event 4`, or the line of a file. */
export type NameEvent = (event: number) => string;

/** Of longer lists the last ones, or the first, are told; the data has more. */
const orderShownLimit = 6;
const statesShownLimit = 4;
const candidatesShownLimit = 8;
const stateCharactersLimit = 60;

/** The explanation in sentences, a list for each partition. */
export function describe(explanation: Explanation, name: NameEvent = (event) => `event ${event}`): string[][] {
  return explanation.partitions.map((part) => [
    headline(part, name),
    ...(part.isFirst ? [...orderSentence(part, name), stateSentence(part, name), ...candidateSentences(part, name)] : [firstUnknown]),
    ...contradictionSentence(part, name),
  ]);
}

const firstUnknown = 'It may have been impossible before: the budget did not reach to tell which event is the first.';

function headline({ key, operation, event, isFirst }: ExplainedPartition, name: NameEvent): string {
  const what = key === '' ? 'The history' : `Key ${JSON.stringify(key)}`;
  if (!isFirst) return `${what} is not linearizable: no order explains all up to ${name(event)}, the answer to ${named(operation, name)}.`;
  return `${what} is not linearizable: before ${name(event)} there is an order, and none explains ${named(operation, name)}.`;
}

function orderSentence({ order, orderOmitted }: ExplainedPartition, name: NameEvent): string[] {
  if (order.length === 0) return [];
  const shown = order.slice(-orderShownLimit).map((step) => `${step.text} by process ${step.process} leaves ${short(step.state)}`);
  const before = order.length + orderOmitted - shown.length;
  const start = before === 0 ? '' : `after ${before} more ${before === 1 ? 'operation' : 'operations'}, `;
  const first = order.at(-shown.length);
  const from = first === undefined ? '' : ` (from ${name(first.invoke)} on)`;
  return [`An order that goes so far${from}: ${start}${shown.join(', then ')}.`];
}

function stateSentence({ states, statesOmitted, statesComplete, operation }: ExplainedPartition, name: NameEvent): string {
  const shown = states.slice(0, statesShownLimit).map(({ state, lastChange }) => {
    return `${short(state)}, ${lastChange === null ? 'as at the start' : `left by ${named(lastChange, name)}`}`;
  });
  const more = states.length + statesOmitted - shown.length;
  const rest = more === 0 ? '' : `, or one of ${more} more`;
  const sure = statesComplete ? 'the state can only be' : 'the state is another in every order, for example';
  return `When process ${operation.process} is answered ${sure} ${shown.join('; or ')}${rest}.`;
}

function candidateSentences({ candidates, candidatesOmitted }: ExplainedPartition, name: NameEvent): string[] {
  const [failed, ...open] = candidates;
  const helpless = open.filter(({ next }) => next !== 'ordered');
  const shown = helpless.slice(0, candidatesShownLimit);
  const more = helpless.length - shown.length + candidatesOmitted;
  const rest =
    more === 0
      ? []
      : [`${more} more ${more === 1 ? 'operation was' : 'operations were'} open, and ${more === 1 ? 'does' : 'do'} not help either.`];
  return [failed, ...shown].flatMap((candidate) => (candidate === undefined ? [] : [whyNot(candidate, failed, name)])).concat(rest);
}

function whyNot(candidate: ExplainedCandidate, failed: ExplainedOperation | undefined, name: NameEvent): string {
  const what = capitalised(named(candidate, name));
  switch (candidate.next) {
    case 'impossible':
      return `${what} cannot come next: the state is ${short(candidate.state)}.`;
    case 'no-help':
      return `${what} could come next and leave ${short(candidate.state)}, where ${failed?.text} is as impossible.`;
    case 'ordered':
      return `${what} stands in the order already.`;
    default:
      return candidate satisfies never;
  }
}

function contradictionSentence({ contradiction }: ExplainedPartition, name: NameEvent): string[] {
  if (contradiction === undefined || contradiction.length === 0) return [];
  const named_ = contradiction.map((operation) => named(operation, name)).join('; ');
  return [
    contradiction.length === 1
      ? `It is impossible by itself: ${named_}.`
      : `These contradict each other, whatever else was done: ${named_}.`,
  ];
}

function named({ process, text, invoke, complete, unknown }: ExplainedOperation, name: NameEvent): string {
  const when = unknown || complete === null ? `from ${name(invoke)}, outcome unknown` : `${name(invoke)} to ${name(complete)}`;
  return `${text} by process ${process} (${when})`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function short(state: unknown): string {
  const text = canonical(state);
  return text.length <= stateCharactersLimit ? text : `${text.slice(0, stateCharactersLimit)}... (${text.length} characters)`;
}
