import { defaultSimulation, type NodeId, type Plan, type TraceEvent } from '../../core/index.ts';
import { type LinkEffect, linkEffects } from './cut-links.ts';
import { faultStepOf } from './fault-step.ts';
import type { SentMessage } from './messages.ts';
import type { Fate, FaultInterval, NodeTimeline } from './report-data.ts';

/** Around a fault's begin and end it is not known to the record on which side of them a message passed. */
const EDGE_MS = 3;
const ANSWER_WITHIN_MS = 5000;
/** So long a message may be on its way between real processes, where no fault delays it. */
const LOCAL_TRANSIT_MS = 100;
/** In the simulated world latencies end well below so many times their mean. */
const TRANSIT_MEANS = 5;
const PENDING_MAX = 64;

export interface JudgedFate {
  readonly fate: Fate;
  readonly untilMs?: number;
  /** Index of the fault that did it. */
  readonly fault?: number;
}

interface Strike extends LinkEffect {
  readonly fault: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Tells what became of messages from what else is on record: faults on their links, nodes that were down, answers. */
export class FateJudge {
  readonly #strikes = new Map<string, Strike[]>();
  readonly #down: ReadonlyMap<NodeId, NodeTimeline['states']>;
  readonly #transitMs: number;

  constructor(plan: Plan, nodes: readonly NodeTimeline[], faults: readonly FaultInterval[]) {
    this.#transitMs = longestTransitMs(plan);
    this.#down = new Map(nodes.map(({ node, states }) => [node, states.filter(({ state }) => state === 'down')]));
    for (const [fault, { id, span, state, target }] of faults.entries()) {
      const step = faultStepOf(plan, id);
      if (step === undefined || span === undefined || state === 'missing') continue;
      for (const effect of linkEffects(
        step,
        target,
        nodes.map(({ node }) => node),
      )) {
        const key = linkKey(effect);
        const strikes = this.#strikes.get(key) ?? [];
        strikes.push({ ...effect, ...span, fault });
        this.#strikes.set(key, strikes);
      }
    }
  }

  /** In the order of the messages, which is that of sending. */
  judge(sent: readonly SentMessage[]): JudgedFate[] {
    const fates = sent.map((message) => this.#struck(message) ?? { fate: 'sent' as const });
    const waiting = new Map<string, number[]>();
    for (const [i, message] of sent.entries()) {
      const answered = message.type.endsWith(REPLY) ? waiting.get(exchangeKey(message)) : undefined;
      const asked = answered === undefined ? undefined : askedBy(message, answered, sent);
      if (answered !== undefined && asked !== undefined) {
        answered.splice(answered.indexOf(asked), 1);
        const before = fates[asked];
        fates[asked] =
          before === undefined || before.fate === 'sent' || before.fate === 'maybe'
            ? { fate: 'answered', untilMs: message.atMs }
            : { ...before, untilMs: message.atMs };
      }
      if (message.type.endsWith(REPLY) || fates[i]?.fate === 'lost') continue;
      const key = exchangeKey(message);
      const queue = waiting.get(key) ?? [];
      queue.push(i);
      if (queue.length > PENDING_MAX) queue.shift();
      waiting.set(key, queue);
    }
    return fates;
  }

  #struck({ from, to, atMs, type }: SentMessage): JudgedFate | undefined {
    let found: JudgedFate | undefined;
    for (const { fromMs, toMs, effect, types, fault } of this.#strikes.get(linkKey({ from, to })) ?? []) {
      if (atMs < fromMs - EDGE_MS || atMs > toMs + EDGE_MS || types?.includes(type) === false) continue;
      const sure = atMs > fromMs + EDGE_MS && atMs < toMs - EDGE_MS;
      if (effect === 'cut' && sure) return { fate: 'lost', fault };
      if (effect === 'held' && sure) found = { fate: 'held', fault, untilMs: toMs };
      else found ??= { fate: sure && (effect === 'delayed' || effect === 'doubled') ? effect : 'maybe', fault };
    }
    const down = this.#down.get(to)?.find(({ fromMs, toMs }) => atMs > fromMs + EDGE_MS && atMs < toMs);
    if (down === undefined) return found;
    // What is still on its way when the node is back arrives; so does what a fault keeps for longer.
    return found === undefined && atMs + this.#transitMs < down.toMs ? { fate: 'lost' } : (found ?? { fate: 'maybe' });
  }
}

const REPLY = '-reply';

function longestTransitMs({ world, simulation = defaultSimulation, system }: Plan): number {
  if (world === 'local') return LOCAL_TRANSIT_MS;
  const { minLatencyMs, meanLatencyMs, priorities } = simulation.network;
  // A link's priority is one of as many as there are links, and those that were put last.
  const steps = priorities === undefined ? 0 : system.nodes.length ** 2 + priorities.changes.length;
  return EDGE_MS + TRANSIT_MEANS * Math.max(minLatencyMs, meanLatencyMs) + steps * (priorities?.stepMs ?? 0);
}

/**
 * The one message that the answer proves to have arrived; undefined where it may be any of several. Answers that say up to where logs agree
 * tell apart those of one round.
 */
function askedBy({ atMs, event }: SentMessage, waiting: readonly number[], sent: readonly SentMessage[]): number | undefined {
  const able = waiting.filter((i) => atMs - (sent[i]?.atMs ?? 0) <= ANSWER_WITHIN_MS && goesWith(event, sent[i]?.event));
  return able.length === 1 ? able[0] : undefined;
}

function goesWith(answer: TraceEvent, question: TraceEvent | undefined): boolean {
  const { success, matchIndex } = answer;
  const previousIndex = question?.['previousIndex'];
  const count = question?.['count'];
  if (success === false || typeof matchIndex !== 'number' || typeof previousIndex !== 'number' || typeof count !== 'number') return true;
  return previousIndex + count === matchIndex;
}

function linkKey({ from, to }: { readonly from: NodeId; readonly to: NodeId }): string {
  return `${from}>${to}`;
}

/** The same for a message and for what answers it: `append` from a to b and `append-reply` from b to a, of the same round. */
function exchangeKey({ from, to, type, event }: SentMessage): string {
  const isReply = type.endsWith(REPLY);
  const ends = isReply ? `${to}>${from}` : `${from}>${to}`;
  return `${ends} ${isReply ? type.slice(0, -REPLY.length) : type} ${String(event['id'] ?? event['round'] ?? event['term'] ?? '')}`;
}
