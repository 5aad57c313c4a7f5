import type { FaultStep } from './fault.ts';
import type { JsonObject } from './json.ts';
import type { Link } from './links.ts';
import type { NodeId, Operation } from './operation.ts';
import type { Ms } from './time.ts';

export const planFormat = 1;

export const planNameLengthMax = 100;
/** A plan's name is that of a folder in the results, beside the link `latest`. */
export const planNamePattern: RegExp = /^(?!latest$)[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export type WorldName = 'local' | 'simulated';

/** One run as plain data: what is stored, replayed and shrunk. Nothing random is left in it but what its seed keys. */
export interface Plan {
  readonly format: typeof planFormat;
  /** The build that made it: version and a hash of the code. */
  readonly build: string;
  readonly name: string;
  /** 0 to 2^53-1. */
  readonly seed: number;
  readonly world: WorldName;
  readonly system: SystemPlan;
  readonly workload: WorkloadPlan;
  readonly load: LoadPlan;
  readonly phases: PhasesPlan;
  readonly faults: readonly FaultStep[];
  /** By name. Vacuity is judged besides, always. */
  readonly checkers: readonly string[];
  readonly limits: LimitsPlan;
  /** Who is left out of the core phase, and how. Absent: there is none. */
  readonly core?: CorePlan;
  /** How the simulated world's network, disks and clocks behave where no fault is at work. Absent: `defaultSimulation`. */
  readonly simulation?: SimulationPlan;
}

/** The core phase: the nodes that are not stopped are healed and restarted and must serve; the others stay away until the phase ends. */
export interface CorePlan {
  /** At most a minority: what is left is the core. */
  readonly stops: readonly CoreStop[];
  /** One-way cuts inside the core; a majority of all nodes must keep every link among its own. */
  readonly cuts: readonly Link[];
}

/** `dead`: killed. `cut-off`: running, with every link to and from other nodes cut. */
export interface CoreStop {
  readonly node: NodeId;
  readonly how: 'dead' | 'cut-off';
}

/** Every knob of the simulated world. All times are drawn for each message and each disk call by itself. */
export interface SimulationPlan {
  readonly network: SimulatedNetworkPlan;
  readonly disk: SimulatedDiskPlan;
  /** How each node's clock runs from the start; a node that is not named has a right one. */
  readonly clocks: Readonly<Record<NodeId, ClockRule>>;
}

export interface SimulatedNetworkPlan {
  /** No message is faster. */
  readonly minLatencyMs: Ms;
  /** Of all messages between nodes; drawn from an exponential distribution above the minimum. */
  readonly meanLatencyMs: Ms;
  readonly clientLatencyMs: Ms;
  /** Share of the messages between nodes that is lost, or comes twice. */
  readonly lossProbability: number;
  readonly duplicateProbability: number;
  /** Whether messages of a link keep their order, as on a TCP connection. */
  readonly ordered: boolean;
  /** Which order the messages of different links come in: as their latencies say, or by drawn priorities (see PriorityPlan). */
  readonly priorities?: PriorityPlan;
}

/**
 * Probabilistic concurrency testing (Burckhardt et al. 2010) for messages: each directed link has a drawn priority, and its messages
 * wait for longer the lower that is; at each of `changes` messages (counted over all links) the link that sent it is put last.
 */
export interface PriorityPlan {
  /** What one step of priority adds to each message's latency. */
  readonly stepMs: Ms;
  /** Ordinals of messages between nodes, from 1, rising. */
  readonly changes: readonly number[];
}

export interface SimulatedDiskPlan {
  /** [least, most] of one append. */
  readonly writeMs: readonly [Ms, Ms];
  readonly syncMs: readonly [Ms, Ms];
  /** Share of crashes with an unsynced tail that leave its last write torn. */
  readonly tornProbability: number;
}

/** A node's clock against the world's: it shows `offsetMs` more, and gains `driftPpm` microseconds a second; its timers keep its pace. */
export interface ClockRule {
  readonly offsetMs: Ms;
  readonly driftPpm: number;
}

export const defaultSimulation: SimulationPlan = {
  network: { minLatencyMs: 0.5, meanLatencyMs: 1.5, clientLatencyMs: 0.5, lossProbability: 0, duplicateProbability: 0, ordered: true },
  disk: { writeMs: [0.02, 0.1], syncMs: [0.5, 3], tornProbability: 0.5 },
  clocks: {},
};

/** One operation of a client, said in full instead of being drawn: what shrinking works on. */
export interface ScriptedOperation extends Operation {
  /** Client thread, from 0. */
  readonly client: number;
  /** Since the begin of the safety phase; later if the client is still busy then. */
  readonly atMs: Ms;
}

export interface SystemPlan {
  readonly name: string;
  /**
   * The module that a system of the user's own comes from: `./mine.mjs`, relative to the working folder, with `/` between folders; absolute
   * only where it was given so and lies outside of it. Absent: the system is one of Faultline's.
   */
  readonly from?: string;
  /** Whether its nodes write a trace: said where there is a `from`, so that a run can be judged where that module is not. */
  readonly traced?: boolean;
  readonly nodes: readonly NodeId[];
  /** Added to every node's command line. */
  readonly args: readonly string[];
  /** A planted bug (or other variant) for each node that has one. */
  readonly variants: Readonly<Record<NodeId, string>>;
  /** The system's own settings: heartbeat, election time-out. */
  readonly config: JsonObject;
  /** Names of the variables that every node's environment has beside the usual ones (`--env`); their values are never stored. */
  readonly env?: readonly string[];
}

export interface WorkloadPlan {
  readonly name: string;
  /** Keys in use at one time. */
  readonly keyCount: number;
  /** A client goes on to the next set of keys after so many operations of its own. */
  readonly operationsPerRotation: number;
  /** Relative weights by operation name; the workload's own where empty. */
  readonly mix: Readonly<Record<string, number>>;
}

export interface LoadPlan {
  /** Client threads; thread i has its home at node i mod n. */
  readonly concurrency: number;
  /** Operations per second in all. 0: as fast as answers come. */
  readonly ratePerSecond: number;
  readonly attemptTimeoutMs: Ms;
  readonly operationTimeoutMs: Ms;
  /** The clients' operations one by one, in order of `atMs` for each client; nothing is drawn then. */
  readonly script?: readonly ScriptedOperation[];
}

export interface PhasesPlan {
  readonly readyTimeoutMs: Ms;
  readonly safetyMs: Ms;
  /** Within this the core must elect, commit and answer. 0: no core phase. */
  readonly coreMs: Ms;
  readonly convergenceMs: Ms;
  /** 0: none. */
  readonly finalReadsMs: Ms;
  readonly stopMs: Ms;
}

export interface LimitsPlan {
  /** Fewer operations `ok` than this while faults were in force make the run vacuous. */
  readonly minOkDuringFaults: number;
  readonly checkerBudgetMs: Ms;
  readonly checkerMemoryBytes: number;
  /** Event-loop lag of the harness over this is shaded and makes liveness findings inconclusive. */
  readonly harnessLagMs: Ms;
}
