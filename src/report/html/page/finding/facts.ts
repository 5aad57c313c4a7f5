import { brief, describeTarget, formatSeconds, readable } from '../../../words/index.ts';
import { type Run, stateAt } from '../run.ts';
import { leadersAt } from './moment.ts';
import type { Scene } from './scene.ts';

const TEXT_CHARS_MAX = 70;
const STATES_SHOWN_MAX = 4;

/** What is known of the moment, in sentences that follow from the record alone. */
export function factsOf(run: Run, atMs: number, scene: Scene | undefined): string[] {
  return [
    ...(scene === undefined ? [] : sceneFacts(run, scene)),
    ...leaderFacts(run, atMs),
    ...faultFacts(run, atMs),
    ...nodeFacts(run, atMs),
  ];
}

function sceneFacts(run: Run, { rows, ordered, states }: Scene): string[] {
  const stuck = rows.find(({ part }) => part === 'stuck');
  const last = rows.findLast(({ part }) => part === 'placed');
  const facts: string[] = [];
  if (ordered && last !== undefined) {
    const words = run.describe(last.row);
    facts.push(
      `Up to ${words.client}'s “${brief(words.call, TEXT_CHARS_MAX)}” one order explains everything; it leaves the value at ${brief(last.state ?? 'an unknown state', TEXT_CHARS_MAX)}.`,
    );
  }
  if (states.length > 1) {
    const shown = states.slice(0, STATES_SHOWN_MAX).map((state) => brief(state, TEXT_CHARS_MAX));
    facts.push(
      `Over all orders that are still possible the value can then be ${shown.join(' or ')}${states.length > shown.length ? ' or some others' : ''}.`,
    );
  }
  if (stuck !== undefined) {
    const { client, call, node, result, outcome } = run.describe(stuck.row);
    const at = node === '' ? '' : ` at ${node}`;
    const from = `Between ${formatSeconds(run.startMs(stuck.row), 3)} and ${formatSeconds(run.endMs(stuck.row), 3)} ${client} called “${brief(call, TEXT_CHARS_MAX)}”${at}`;
    const saw =
      outcome === 'ok' ? `${from} and was answered ${brief(result, TEXT_CHARS_MAX)}.` : `${from}: ${brief(result, TEXT_CHARS_MAX)}.`;
    facts.push(ordered ? `${saw} No order that is still possible allows this anywhere in between.` : saw);
  }
  return facts;
}

function leaderFacts(run: Run, atMs: number): string[] {
  const leaders = leadersAt(run, atMs);
  if (leaders.length === 0)
    return run.data.nodes.some(({ roles }) => roles.length > 0) ? ['No node took itself for the leader at that moment.'] : [];
  const claims = leaders.map(({ node, term, sinceMs }) => `${readable(node)} of term ${term} (since ${formatSeconds(sinceMs)})`);
  if (leaders.length === 1) return [`The leader at that moment was ${claims[0]}.`];
  const highest = Math.max(...leaders.map(({ term }) => term));
  const rivals = leaders.filter(({ term }) => term === highest).length;
  return [
    `${leaders.length} nodes took themselves for the leader at that moment: ${claims.join(' and ')}. ${
      rivals === 1
        ? 'Only the highest term can commit.'
        : 'Of one term there must never be two: each can commit what the other knows nothing of.'
    }`,
  ];
}

function faultFacts(run: Run, atMs: number): string[] {
  const active = run.data.faults.filter(({ span }) => span !== undefined && span.fromMs <= atMs && atMs <= span.toMs);
  if (active.length > 0) {
    const list = active.map(
      ({ name, target, span }) => `${readable(name)} (${readable(describeTarget(target))}, since ${formatSeconds(span?.fromMs ?? 0)})`,
    );
    return [`In force at that moment: ${list.join('; ')}.`];
  }
  const past = run.data.faults.filter(({ span }) => span !== undefined && span.toMs < atMs);
  const last = past.sort((a, b) => (a.span?.toMs ?? 0) - (b.span?.toMs ?? 0)).at(-1);
  if (last?.span === undefined) return [];
  return [
    `No fault was in force at that moment; the last one, ${readable(last.name)} (${readable(describeTarget(last.target))}), had ended at ${formatSeconds(last.span.toMs)}.`,
  ];
}

function nodeFacts(run: Run, atMs: number): string[] {
  const states = run.data.nodes.flatMap((node) => {
    const state = stateAt(node, atMs);
    return state === undefined ? [] : [`${readable(node.node)} was ${state}${state === 'down' ? takenBy(run, node.node, atMs) : ''}`];
  });
  return states.length === 0 ? [] : [`${states.join('; ')}.`];
}

/** ` for good: its disk is gone`; nothing for a node that is to come back. */
function takenBy(run: Run, node: string, atMs: number): string {
  const taken = run.data.faults
    .filter(({ span }) => span !== undefined && span.fromMs <= atMs)
    .flatMap((fault) => fault.taken)
    .find((each) => each.node === node);
  return taken === undefined ? '' : ` for good: ${taken.why}`;
}
