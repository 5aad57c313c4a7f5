import { createHost, type Env, type Request } from '../../../nodes/runtime/index.ts';
import {
  defaultSimulation,
  type JsonObject,
  type NodeId,
  type Plan,
  planFormat,
  type SimulationPlan,
  type System,
  type TraceItem,
} from '../../core/index.ts';
import { createSimulatedCluster, type SimulatedCluster } from './index.ts';

/** What the toy node may do in a test, by name; each is run as a step of the node that is asked for it. */
export type ToyAction = (env: Env<string>, say: (what: string) => void) => void;

/** A node that greets its peers, keeps what it is told, and does what a test asks of it. What it says is gathered in `said`. */
export interface Toy {
  readonly cluster: SimulatedCluster;
  readonly lines: string[];
  readonly said: string[];
  readonly traced: TraceItem[];
  readonly deaths: string[];
  /** What a node does with a request that is none of `run`'s. */
  onRequest: ToyAction | undefined;
  /** Runs one of the actions in a node, through a client's request. */
  run(node: NodeId, action: ToyAction): void;
}

export interface ToyOptions {
  readonly nodes?: readonly NodeId[];
  readonly seed?: number;
  readonly simulation?: Partial<SimulationPlan>;
  /** Called when a node starts; `ready` must be called sooner or later. */
  readonly onStart?: (env: Env<string>, ready: (error?: Error) => void) => void;
}

export function createToy(options: ToyOptions = {}): Toy {
  const nodes = options.nodes ?? ['n1', 'n2', 'n3'];
  const lines: string[] = [];
  const said: string[] = [];
  const traced: TraceItem[] = [];
  const deaths: string[] = [];
  const actions: ToyAction[] = [];
  const own: { onRequest: ToyAction | undefined } = { onRequest: undefined };
  const system: System = { ...toySystem(said, actions, own, options), name: 'toy' };
  const cluster = createSimulatedCluster({ plan: toyPlan(nodes, options), system, onEvent: (line) => lines.push(line) });
  cluster.observe({ trace: (item) => traced.push(item), died: ({ node, how }) => deaths.push(`${node}: ${how}`) });
  return Object.assign(own, {
    cluster,
    lines,
    said,
    traced,
    deaths,
    run(node: NodeId, action: ToyAction) {
      actions.push(action);
      cluster.ask(node, { method: 'POST', path: `/${actions.length - 1}` }, () => undefined);
    },
  });
}

/** Starts every node and then runs `main`; what the run came to is thrown if it failed. */
export function drive(toy: Toy, main: (finish: () => void) => void): void {
  let failure: Error | undefined;
  toy.cluster.drive(
    (finish) => {
      let left = toy.cluster.nodes.length;
      for (const node of toy.cluster.nodes)
        toy.cluster.start(node, { args: [], config: {} }, (error) => {
          if (error !== undefined) return finish(error);
          left -= 1;
          if (left === 0) main(() => finish());
        });
    },
    (error) => {
      failure = error;
    },
  );
  if (failure !== undefined) throw failure;
}

function toySystem(said: string[], actions: readonly ToyAction[], own: Pick<Toy, 'onRequest'>, options: ToyOptions): Omit<System, 'name'> {
  return {
    description: 'a node for tests',
    traced: true,
    checkers: [],
    variants: [],
    plans: {},
    config: {},
    client: () => {
      throw new Error('the toy has no client');
    },
    launch: () => {
      throw new Error('the toy runs nowhere else');
    },
    simulate: ({ node, boot, peers, seed, ports }) => {
      const say = (what: string) => said.push(`${(ports.trueNow?.() ?? 0).toFixed(3)} ${node}/${boot} ${what}`);
      const codec = {
        encode: (message: string) => Buffer.from(message),
        decode: (bytes: Uint8Array) => Buffer.from(bytes).toString(),
        describe: (message: string) => ({ type: message.split(' ')[0] ?? '', fields: {} }),
      };
      return createHost<string>({
        node,
        boot,
        peers,
        seed,
        codec,
        ports,
        create: (env) => ({
          start: (ready) => (options.onStart === undefined ? ready() : options.onStart(env, ready)),
          message: (from, message) => say(`got ${message} from ${from}`),
          request(id, { path }: Request) {
            (actions[Number(path.slice(1))] ?? own.onRequest)?.(env, say);
            env.reply(id, { status: 200, body: { boot } });
          },
          cancelled: () => undefined,
          status: (): JsonObject => ({}),
          drain: () => undefined,
        }),
      });
    },
    describeFrame: () => undefined,
    leads: () => undefined,
    status: { method: 'GET', path: '/status' },
    converged: () => true,
  };
}

function toyPlan(nodes: readonly NodeId[], { seed, simulation }: ToyOptions): Plan {
  return {
    format: planFormat,
    build: 'test',
    name: 'toy',
    seed: seed ?? 1,
    world: 'simulated',
    system: { name: 'toy', nodes, args: [], variants: {}, config: {} },
    workload: { name: 'kv', keyCount: 1, operationsPerRotation: 1, mix: {} },
    load: { concurrency: 1, ratePerSecond: 1, attemptTimeoutMs: 100, operationTimeoutMs: 100 },
    phases: { readyTimeoutMs: 1000, safetyMs: 1000, coreMs: 0, convergenceMs: 1000, finalReadsMs: 0, stopMs: 0 },
    faults: [],
    checkers: [],
    limits: { minOkDuringFaults: 0, checkerBudgetMs: 1000, checkerMemoryBytes: 1, harnessLagMs: 1 },
    simulation: { ...defaultSimulation, ...simulation },
  };
}
