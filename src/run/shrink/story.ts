import {
  type ClientEvent,
  type Finding,
  type HistoryEvent,
  isJsonObject,
  type Ms,
  type NemesisEvent,
  type OperationRecord,
  type Plan,
  pairOperations,
} from '../../core/index.ts';
import { readable } from '../../report/index.ts';
import type { PlanSize } from './size.ts';
import { phaseOf } from './timeline.ts';

/** A run that was not shrunk far has too much to tell. */
const LINES_MAX = 40;
const VALUE_CHARS_MAX = 60;

/** A failing run in a few lines: how large it is, what was done and broken in which order, and what was found. */
export function tellStory(plan: Plan, history: readonly HistoryEvent[], size: PlanSize, finding: Finding): string {
  const lines = linesOf(plan, history);
  const left = lines.length - LINES_MAX;
  return [
    `${describeSize(size)}: ${finding.rule.replaceAll('-', ' ')}.`,
    ...lines.slice(0, LINES_MAX),
    ...(left > 0 ? [`  and ${left} more`] : []),
    `  Found: ${readable(finding.message)}`,
  ].join('\n');
}

export function describeSize({ nodes, operations, faults }: PlanSize): string {
  return `${count(nodes, 'node')}, ${count(operations, 'operation')}, ${count(faults, 'fault')}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** Times are those of the history, as findings and the report tell them: since the run began. */
function linesOf(plan: Plan, history: readonly HistoryEvent[]): string[] {
  const operations = new Map(pairOperations(history).map((each) => [each.invocation.index, each]));
  const healed = history.find((event) => phaseOf(event) === 'heal')?.index ?? history.length;
  return history.flatMap((event) => {
    const told =
      event.process === 'nemesis' ? tellNemesis(event, plan, event.index > healed) : tellOperation(operations.get(event.index), plan);
    return told === undefined ? [] : [`  ${(event.time / 1e9).toFixed(3).padStart(7)} s  ${told}`];
  });
}

function tellNemesis(event: NemesisEvent, plan: Plan, healed: boolean): string | undefined {
  const { value, f } = event;
  if (!isJsonObject(value)) return undefined;
  switch (f) {
    case 'phase':
      return tellPhase(event, plan);
    case 'fault-begin':
      return tellFault(true, value, plan);
    case 'fault-end':
      // What ends after the heal ends because of it.
      return healed ? undefined : tellFault(false, value, plan);
    case 'node-died':
      return `${String(value['node'])} ends by itself: ${readable(String(value['how']))}`;
    case 'lag':
      return undefined;
    default:
      return f satisfies never;
  }
}

function tellPhase(event: NemesisEvent, { core, faults }: Plan): string | undefined {
  const phase = phaseOf(event);
  if (phase === 'heal' && (faults.length > 0 || core !== undefined)) return 'every fault ends, every node is started again';
  if (phase !== 'core' || core === undefined) return undefined;
  const stops = core.stops.map(({ node, how }) => `${node} is ${how === 'dead' ? 'dead' : 'cut off'}`);
  const cuts = core.cuts.map(({ from, to }) => `${from} -> ${to} is cut`);
  return `the core must serve alone: ${[...stops, ...cuts].join(', ') || 'all nodes are in it'}`;
}

function tellFault(begins: boolean, value: { readonly [field: string]: unknown }, { faults }: Plan): string | undefined {
  const step = faults.find(({ id }) => id === value['id']);
  const target = Array.isArray(value['target']) ? value['target'].map(String) : [];
  // What never began is no part of the story.
  if (step === undefined || (!begins && value['state'] === 'missing')) return undefined;
  const what = [step.kind, ...('shape' in step ? [step.shape] : [])].join(' ');
  return begins ? `${step.id}: ${what} of ${target.join(', ')} begins` : `${step.id}: ${what} ends`;
}

function tellOperation(operation: OperationRecord | undefined, { load }: Plan): string | undefined {
  if (operation === undefined) return undefined;
  const { invocation, completion } = operation;
  const { process, node, f, key, value } = invocation;
  const moved = completion?.node === undefined || completion.node === node ? '' : `, then ${completion.node}`;
  const who = `client ${process % load.concurrency}${node === undefined ? '' : ` at ${node}${moved}`}`;
  const what = [f, ...(key === undefined ? [] : [readable(key)]), ...(value === null ? [] : [shown(value)])].join(' ');
  const reads = load.script?.find((each) => each.f === f)?.readOnly ?? value === null;
  return `${who}: ${what}: ${tellEnd(operation, reads)}`;
}

function tellEnd({ invocation, completion }: OperationRecord, reads: boolean): string {
  if (completion === undefined) return 'never answered';
  const afterMs: Ms = Math.round((completion.time - invocation.time) / 1e5) / 10;
  const why = completion.error === undefined ? '' : ` (${completion.error})`;
  switch (completion.type) {
    case 'ok':
      return `ok after ${afterMs} ms${reads ? `, saw ${shown(completion.value)}` : ''}`;
    case 'fail':
      return `failed after ${afterMs} ms${why}`;
    case 'info':
    case 'invoke':
      return `outcome unknown after ${afterMs} ms${why}`;
    default:
      return completion.type satisfies never;
  }
}

function shown(value: ClientEvent['value']): string {
  const text = readable(JSON.stringify(value));
  return text.length <= VALUE_CHARS_MAX ? text : `${text.slice(0, VALUE_CHARS_MAX - 1)}…`;
}
