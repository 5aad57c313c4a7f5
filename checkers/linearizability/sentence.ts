import type { Json } from '../../src/core/index.ts';
import type { OperationView } from './operation-view.ts';

/** Whether moments are told by the clock or, where a history has no times, by the numbers of events. */
export type Moment = 'time' | 'event';

/** Longer values are cut in messages; the history has them whole. */
const shownCharactersLimit = 60;

/** Who did what and was answered what, without the full stop. */
export function answer(operation: OperationView, moment: Moment): string {
  const { process, input, output, outcome, f } = operation;
  const when = `(${between(operation, moment)})`;
  const head = `Process ${process}${at(operation)}`;
  switch (f) {
    case 'get':
    case 'read':
      return `${head} read it ${when} and saw ${shown(output)}`;
    case 'append':
      return `${head} appended ${shown(input)} ${when} and was told that it succeeded, which it only can on a string`;
    case 'cas': {
      const [expected, next] = Array.isArray(input) ? (input as readonly Json[]) : [];
      const told = `${head} asked to replace ${shown(expected ?? null)} by ${shown(next ?? null)} ${when} and was told that`;
      if (outcome === 'ok') return `${told} it succeeded, so the value was ${shown(expected ?? null)}`;
      const met = operation.seen === undefined ? `was not ${shown(expected ?? null)}` : `was ${shown(operation.seen)}`;
      return `${told} it failed because the value ${met}`;
    }
    default:
      return `${head} called ${f} with ${shown(input)} ${when} and was answered ${shown(output)}`;
  }
}

/** An operation as the cause of something: `process 3's put of 6 at n1 (10.200 s to 10.300 s)`. */
export function named(operation: OperationView, moment: Moment): string {
  const { process, f, input, outcome } = operation;
  const what = f === 'delete' ? 'delete' : `${f} of ${shown(input)}`;
  const unknown = outcome === 'info' || outcome === 'open' ? ', outcome unknown' : '';
  return `process ${process}'s ${what}${at(operation)} (${between(operation, moment)}${unknown})`;
}

/** A value as JSON, cut where it is long. */
export function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= shownCharactersLimit ? text : `${text.slice(0, shownCharactersLimit)}... (${text.length} characters)`;
}

function at({ node }: OperationView): string {
  return node === null ? '' : ` at ${node}`;
}

function between({ fromNs, toNs, invoke, complete, outcome }: OperationView, moment: Moment): string {
  const ended = outcome === 'ok' || outcome === 'fail';
  if (moment === 'event') return ended && complete !== null ? `events ${invoke} and ${complete}` : `from event ${invoke}`;
  return ended && toNs !== null ? `${seconds(fromNs)} to ${seconds(toNs)}` : `from ${seconds(fromNs)}`;
}

function seconds(ns: number): string {
  return `${(ns / 1e9).toFixed(3)} s`;
}
