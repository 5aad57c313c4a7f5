import { describe, expect, it } from 'vitest';
import type { HistoryEvent, Plan, RunVerdict, TraceEvent } from '../core/index.ts';
import { collectReport, type Fate, fateCodes, type MessageColumns } from '../report/index.ts';
import { createExplorer, type ExploreStrategy } from './explore/index.ts';
import { testEntry } from './explore/test-entry.ts';
import { simulateRun } from './simulated-run.ts';
import { MessageWitness, type WitnessedMessage } from './test-message-witness.ts';

/** More of them by hand: `FATES_SEEDS=300 npx vitest run src/run/message-fates.test.ts`. */
const seedCount = Number(process.env['FATES_SEEDS'] ?? 5);
const seeds = Array.from({ length: seedCount }, (_, i) => i + 1);
const strategies: readonly ExploreStrategy[] = ['swarm', 'pct'];
/** Messages that the record cannot tell of: those under way when it ends. */
const UNKNOWN_SHARE_MAX = 0.05;

interface Watched {
  readonly plan: Plan;
  readonly verdict: RunVerdict;
  readonly history: readonly HistoryEvent[];
  readonly trace: readonly TraceEvent[];
  readonly witness: MessageWitness;
}

/** Whether what a report tells of a message is true. */
type Truth = (fate: Fate, untilMs: number, message: WitnessedMessage, witness: MessageWitness) => boolean;

describe.each(strategies)('what the report tells of messages, over plans of %s', (strategy) => {
  const told = new Map<string, number>();

  it.each(seeds)('is what became of each where its receiver noted it: seed %i', (seed) => {
    const run = watch(strategy, seed);
    const { messages, wrong } = compare(run, run.trace, isExactlyTrue);
    // A node alone has nobody to send to.
    expect(messages.exact).toBe(run.plan.system.nodes.length > 1);
    expect(wrong).toEqual([]);
    count(messages, told);
    const without = run.trace.filter(({ event }) => event !== 'receive');
    const inferred = compare(run, without, isNotFalse);
    expect(inferred.messages.exact).toBe(false);
    expect(inferred.wrong).toEqual([]);
    expect(inferred.messages.fate.length).toBe(messages.fate.length);
  });

  it('is hardly ever that nothing is known, and of every kind', () => {
    const total = [...told.values()].reduce((sum, some) => sum + some, 0);
    expect(total).toBeGreaterThan(1000);
    expect((told.get('sent') ?? 0) / total).toBeLessThan(UNKNOWN_SHARE_MAX);
    for (const fate of ['arrived', 'doubled', 'lost']) expect(told.get(fate), fate).toBeGreaterThan(0);
    if (seedCount > 5) console.log(strategy, JSON.stringify(Object.fromEntries(told)));
  });
});

function watch(strategy: ExploreStrategy, seed: number): Watched {
  const expansion = createExplorer({ entry: testEntry, strategy, firstSeed: seed }).plan(seed);
  const witness = new MessageWitness();
  const trace: TraceEvent[] = [];
  const { history, verdict } = simulateRun({
    expansion: { ...expansion, system: witness.watch(expansion.system) },
    reproduce: () => '',
    onEvent: (line) => witness.line(line),
    onTrace: (item) => {
      if (item.kind === 'event') trace.push(item.event);
    },
  });
  return { plan: expansion.plan, verdict, history, trace, witness };
}

function compare({ plan, verdict, history, witness }: Watched, trace: readonly TraceEvent[], isTrue: Truth) {
  const { messages, nodes } = collectReport({ plan, verdict, history, trace });
  const { fate, untilUs, atUs, from, to, type, types, details, detail } = messages;
  const sent = new Map<string, WitnessedMessage[]>();
  for (const message of witness.messages) {
    const key = `${message.from}>${message.to} ${Math.round(message.atMs * 1000)} ${message.described.type}`;
    sent.set(key, [...(sent.get(key) ?? []), message]);
  }
  const wrong: string[] = [];
  for (let i = 0; i < messages.count; i += 1) {
    const name = (places: ArrayLike<number>) => nodes[places[i] ?? -1]?.node ?? '';
    const key = `${name(from)}>${name(to)} ${atUs[i]} ${types[type[i] ?? -1]}`;
    const message = sent.get(key)?.shift();
    const said = fateName(fate[i]);
    if (message !== undefined && isTrue(said, (untilUs[i] ?? 0) / 1000, message, witness)) continue;
    wrong.push(`${key}, ${details[detail[i] ?? -1]}: told ${said} ${untilUs[i]}, was taken at ${JSON.stringify(message?.takenMs)}`);
  }
  return { messages, wrong };
}

/** Nothing but the truth, and the whole of it, to the microsecond. */
function isExactlyTrue(fate: Fate, untilMs: number, message: WitnessedMessage, witness: MessageWitness): boolean {
  const [first, ...again] = message.takenMs;
  switch (fate) {
    case 'arrived':
    case 'delayed':
    case 'held':
      return first !== undefined && again.length === 0 && isSame(first, untilMs);
    case 'doubled':
      return first !== undefined && again.length > 0 && isSame(first, untilMs);
    case 'lost':
      return first === undefined && witness.isThrough(message);
    case 'sent':
      return first === undefined;
    default:
      return false;
  }
}

/** What is inferred may leave out much, and must claim nothing that was not. */
function isNotFalse(fate: Fate, untilMs: number, { takenMs: [first] }: WitnessedMessage): boolean {
  if (fate === 'lost') return first === undefined;
  return fate !== 'answered' || (first !== undefined && (first <= untilMs || isSame(first, untilMs)));
}

function isSame(oneMs: number, otherMs: number): boolean {
  return Math.round(oneMs * 1000) === Math.round(otherMs * 1000);
}

function count({ fate }: MessageColumns, told: Map<string, number>): void {
  for (let i = 0; i < fate.length; i += 1) told.set(fateName(fate[i]), (told.get(fateName(fate[i])) ?? 0) + 1);
}

function fateName(code: number | undefined): Fate {
  return (Object.keys(fateCodes) as Fate[])[code ?? fateCodes.sent] ?? 'sent';
}
