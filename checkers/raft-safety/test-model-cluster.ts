import { drawInteger, drawItem, drawUnit, type TraceItem } from '../../src/core/index.ts';
import { ModelNode } from './test-model-node.ts';
import type { ModelMessage, ModelRules } from './test-model-rules.ts';
import { Scenario } from './test-scenario.ts';

export interface ModelOptions {
  readonly seed: number;
  readonly nodeCount: number;
  readonly steps: number;
  readonly rules: ModelRules;
}

/** Writes in all; a client asks again for one it asked for before with this probability. */
const RETRY_PROBABILITY = 0.2;
const DROP_PROBABILITY = 0.04;
const DUPLICATE_PROBABILITY = 0.04;
/** Entries of one append; none make it a mere heartbeat. */
const MAX_BATCH_SIZE = 3;
/** Oldest messages are dropped beyond this. */
const MAX_IN_FLIGHT = 60;

/**
 * A cluster of model nodes on a network that loses, doubles and reorders, with crashes at any moment: a random run, step by step,
 * that only its seed decides. What it answers is the trace.
 */
export function modelTrace({ seed, nodeCount, steps, rules }: ModelOptions): TraceItem[] {
  const scenario = new Scenario(...Array.from({ length: nodeCount }, (_, i) => `n${i + 1}`));
  const inFlight: ModelMessage[] = [];
  let writes = 0;
  let step = 0;
  // Some runs are calm and get far, some are all elections and crashes.
  const turbulence = drawUnit(seed, 'turbulence') ** 2;
  const unit = (what: string) => drawUnit(seed, step, what);
  const nodes = scenario.nodes.map((teller) => new ModelNode(teller, scenario.nodes, rules, (message) => inFlight.push(message)));
  for (const node of nodes) node.start(0, false);

  for (step = 1; step <= steps; step += 1) {
    if (inFlight.length > MAX_IN_FLIGHT) inFlight.shift();
    const node = drawItem(nodes, seed, step, 'node');
    const action = unit('action');
    if (action < 0.6) deliver();
    else if (action < 0.84) node.sync();
    else if (action < 0.9) for (const leader of nodes) leader.propose(nextWrite(), MAX_BATCH_SIZE);
    else if (action < 0.96) for (const leader of nodes) leader.replicate(drawInteger(0, MAX_BATCH_SIZE, seed, step, 'batch'));
    else if (action < 0.96 + 0.03 * (1 - turbulence)) node.read();
    else if (action < 0.99) node.timeOut();
    else if (unit('crashes') < turbulence) node.start(unit('survives'), unit('syncs') < 0.5);
  }
  return scenario.items;

  function deliver(): void {
    if (inFlight.length === 0) return;
    const at = Math.floor(unit('message') ** 3 * inFlight.length);
    const [message] = unit('doubled') < DUPLICATE_PROBABILITY ? inFlight.slice(at, at + 1) : inFlight.splice(at, 1);
    if (message === undefined || unit('dropped') < DROP_PROBABILITY) return;
    nodes.find(({ name }) => name === message.to)?.receive(message);
  }

  function nextWrite(): string {
    if (writes > 0 && unit('retry') < RETRY_PROBABILITY) return `s:${drawInteger(Math.max(1, writes - 3), writes, seed, step, 'which')}`;
    writes += 1;
    return `s:${writes}`;
  }
}
