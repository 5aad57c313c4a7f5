import { DrawSequence, drawOrder, type NodeId, type SimulatedNetworkPlan } from '../../core/index.ts';

/** Quantiles of the exponential distribution with mean 1, at 0, 1/16 ... 15/16 and 1 (cut there): a table, because logarithms may differ between machines. */
const exponential = [0, 0.065, 0.134, 0.208, 0.288, 0.375, 0.47, 0.575, 0.6935, 0.827, 0.981, 1.163, 1.386, 1.674, 2.079, 2.773, 4.2];

interface LinkDraws {
  readonly latency: DrawSequence;
  readonly loss: DrawSequence;
  readonly double: DrawSequence;
  count: number;
}

/** How long each message takes and whether the network loses it by itself: keyed by (seed, link, type, ordinal of that type on the link). */
export class Latencies {
  readonly #seed: number;
  readonly #plan: SimulatedNetworkPlan;
  readonly #draws = new Map<string, Map<string, LinkDraws>>();
  readonly #priorities: LinkPriorities | undefined;
  /** What the last `draw` drew. */
  latencyUs = 0;
  lost = false;
  doubled = false;

  constructor(seed: number, plan: SimulatedNetworkPlan, nodes: readonly NodeId[]) {
    this.#seed = seed;
    this.#plan = plan;
    this.#priorities = plan.priorities === undefined ? undefined : new LinkPriorities(seed, plan.priorities, nodes);
  }

  /** Of one message between nodes; the draws stand in the fields until the next one. */
  draw(link: string, type: string): void {
    const { minLatencyMs, meanLatencyMs, lossProbability, duplicateProbability } = this.#plan;
    const draws = this.#of(link, type);
    draws.count += 1;
    const waitedMs = minLatencyMs + Math.max(0, meanLatencyMs - minLatencyMs) * quantile(draws.latency.unit(draws.count));
    const extraMs = this.#priorities?.delayMs(link) ?? 0;
    this.latencyUs = Math.round((waitedMs + extraMs) * 1000);
    this.lost = lossProbability > 0 && draws.loss.unit(draws.count) < lossProbability;
    this.doubled = duplicateProbability > 0 && draws.double.unit(draws.count) < duplicateProbability;
  }

  #of(link: string, type: string): LinkDraws {
    let types = this.#draws.get(link);
    if (types === undefined) {
      types = new Map();
      this.#draws.set(link, types);
    }
    const known = types.get(type);
    if (known !== undefined) return known;
    const seed = this.#seed;
    const draws = {
      latency: new DrawSequence(seed, 'latency', link, type),
      loss: new DrawSequence(seed, 'loss', link, type),
      double: new DrawSequence(seed, 'double', link, type),
      count: 0,
    };
    types.set(type, draws);
    return draws;
  }
}

/** Links in order of priority; at each change point the link that sends is put last. */
class LinkPriorities {
  readonly #stepMs: number;
  readonly #changes: ReadonlySet<number>;
  readonly #order: string[];
  #messageCount = 0;

  constructor(seed: number, plan: NonNullable<SimulatedNetworkPlan['priorities']>, nodes: readonly NodeId[]) {
    this.#stepMs = plan.stepMs;
    this.#changes = new Set(plan.changes);
    const links = nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to) => `${from}>${to}`));
    this.#order = drawOrder(links, seed, 'priority');
  }

  delayMs(link: string): number {
    this.#messageCount += 1;
    if (this.#changes.has(this.#messageCount)) {
      this.#order.splice(this.#order.indexOf(link), 1);
      this.#order.push(link);
    }
    return this.#order.indexOf(link) * this.#stepMs;
  }
}

function quantile(unit: number): number {
  const place = unit * 16;
  const low = Math.floor(place);
  const from = exponential[low] ?? 0;
  return from + ((exponential[low + 1] ?? from) - from) * (place - low);
}
