import {
  type ClientEvent,
  type FaultStep,
  type Finding,
  type HistoryEvent,
  isJsonObject,
  type Json,
  type JsonObject,
  type Ms,
  type NemesisEvent,
  type OperationRecord,
  type PhaseName,
  type Plan,
  pairOperations,
  type TakenNode,
  takenForGood,
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
  const effects = effectsOf(history);
  const open = new Set<string>();
  const taken = new Map<string, string>();
  let phase: PhaseName = 'set-up';
  return history.flatMap((event) => {
    phase = phaseOf(event) ?? phase;
    const told =
      event.process === 'nemesis'
        ? tellNemesis(event, plan, { effects, open, taken, healed: phase === 'heal' && phaseOf(event) === undefined })
        : tellOperation(operations.get(event.index), plan, phase === 'core');
    return told === undefined ? [] : [`  ${(event.time / 1e9).toFixed(3).padStart(7)} s  ${told}`];
  });
}

/** What is known of the faults when an event is told. */
interface Known {
  /** What each fault has done, by id: its end tells. */
  readonly effects: ReadonlyMap<string, Json>;
  /** Faults that are in force; what takes a disk is in none of their ends' hands, and not in here. */
  readonly open: Set<string>;
  /** Nodes that never come back so far, and why. */
  readonly taken: Map<string, string>;
  /** What ends now ends because of the heal. */
  readonly healed: boolean;
}

function effectsOf(history: readonly HistoryEvent[]): ReadonlyMap<string, Json> {
  const effects = new Map<string, Json>();
  for (const { process, f, value } of history)
    if (process === 'nemesis' && f === 'fault-end' && isJsonObject(value)) effects.set(String(value['id']), value['effect'] ?? null);
  return effects;
}

function tellNemesis(event: NemesisEvent, plan: Plan, known: Known): string | undefined {
  const { value, f } = event;
  if (!isJsonObject(value)) return undefined;
  switch (f) {
    case 'phase':
      return tellPhase(phaseOf(event), plan, known);
    case 'fault-begin':
      return tellBegin(value, plan, known);
    case 'fault-end':
      return tellEnd(value, plan, known);
    case 'node-died':
      known.open.add(`death of ${String(value['node'])}`);
      return `${String(value['node'])} ends by itself: ${readable(String(value['how']))}`;
    case 'lag':
      return undefined;
    default:
      return f satisfies never;
  }
}

function tellPhase(phase: PhaseName | undefined, { core }: Plan, { open, taken }: Known): string | undefined {
  const stops = (core?.stops ?? []).map(({ node, how }) => `${node} is ${how === 'dead' ? 'dead' : 'cut off'}`);
  const cuts = (core?.cuts ?? []).map(({ from, to }) => `${from} -> ${to} is cut`);
  const away = [...stops, ...cuts];
  if (phase === 'core') return away.length > 0 ? `the core must serve alone: ${away.join(', ')}` : 'the core phase: all nodes must serve';
  if (phase !== 'heal' || (open.size === 0 && away.length === 0)) return undefined;
  const stay = [...taken].map(([node, why]) => `${node} stays down: ${why}`);
  return `every fault ends, every node is started again${stay.length === 0 ? '' : `, but ${stay.join(', and ')}`}`;
}

function tellBegin(value: JsonObject, plan: Plan, { effects, open, taken }: Known): string | undefined {
  const id = String(value['id']);
  const step = plan.faults.find((each) => each.id === id);
  if (step === undefined) return undefined;
  const target = Array.isArray(value['target']) ? value['target'].map(String) : [];
  const what = `${id}: ${nameOf(step)} of ${target.join(', ')}`;
  const gone = step.kind === 'disk-loss' ? takenForGood(effects.get(id)) : [];
  if (gone.length === 0) {
    open.add(id);
    return `${what} begins`;
  }
  for (const { node, why } of gone) taken.set(node, why);
  return `${what}; ${tellTaken(gone)}`;
}

function tellEnd(value: JsonObject, plan: Plan, { effects, open, taken, healed }: Known): string | undefined {
  const id = String(value['id']);
  const step = plan.faults.find((each) => each.id === id);
  open.delete(id);
  const gone = takenForGood(effects.get(id)).filter(({ node }) => !taken.has(node));
  for (const { node, why } of gone) taken.set(node, why);
  // What never began is no part of the story, and a disk that is gone stays gone.
  if (step === undefined || value['state'] === 'missing') return undefined;
  if (step.kind === 'disk-loss' && takenForGood(effects.get(id)).length > 0) return undefined;
  if (gone.length > 0) return `${id}: ${nameOf(step)} ends; ${tellTaken(gone)}`;
  return healed ? undefined : `${id}: ${nameOf(step)} ends`;
}

function tellTaken(gone: readonly TakenNode[]): string {
  return gone.map(({ node, why }) => `${node} stays down: ${why}`).join(', ');
}

function nameOf(step: FaultStep): string {
  return [step.kind, ...('shape' in step ? [step.shape] : [])].join(' ');
}

function tellOperation(operation: OperationRecord | undefined, { load }: Plan, probes: boolean): string | undefined {
  if (operation === undefined) return undefined;
  const { invocation, completion } = operation;
  const { process, node, f, key, value } = invocation;
  const moved = completion?.node === undefined || completion.node === node ? '' : `, then ${completion.node}`;
  const who = `${probes ? 'probe of ' : ''}client ${process % load.concurrency}${node === undefined ? '' : ` at ${node}${moved}`}`;
  const what = [f, ...(key === undefined ? [] : [readable(key)]), ...(value === null ? [] : [shown(value)])].join(' ');
  const reads = load.script?.find((each) => each.f === f)?.readOnly ?? value === null;
  return `${who}: ${what}: ${tellAnswer(operation, reads)}`;
}

function tellAnswer({ invocation, completion }: OperationRecord, reads: boolean): string {
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
