import type { FaultState, Json, JsonObject, Ms, NodeId, PhaseName, Plan, RunVerdict, TakenNode } from '../../core/index.ts';

/** Everything the page draws. All times are milliseconds of the run: zero is the zero of the history's `time`. */
export interface ReportData {
  readonly format: 1;
  readonly plan: Plan;
  readonly verdict: RunVerdict;
  /** By checker: findings left out because the report tells no more of them. */
  readonly findingsOmitted: Readonly<Record<string, number>>;
  /** Where the time axis ends. */
  readonly endMs: Ms;
  readonly operations: OperationColumns;
  readonly phases: readonly PhaseSpan[];
  readonly faults: readonly FaultInterval[];
  /** Stretches in which the harness itself was late. */
  readonly lags: readonly Span[];
  readonly deaths: readonly DeathMark[];
  readonly nodes: readonly NodeTimeline[];
  /** How often a node declared itself the leader. */
  readonly elections: number;
  /** What nodes sent each other, as far as they are kept. */
  readonly messages: MessageColumns;
  /** Trace events that findings name and some around them, by node, in order of (boot, seq). */
  readonly traceLines: readonly TraceLine[];
  /** The last lines of each node's log, where they were handed in. */
  readonly logTails: Readonly<Record<NodeId, readonly string[]>>;
  /** Nodes whose log has more than these. */
  readonly cutLogs: readonly NodeId[];
  readonly omitted: Omitted;
}

/** What a report holds no more of, each a count that the page says aloud: nothing in most runs. */
export interface Omitted {
  /** That findings name. */
  readonly traceEvents: number;
  readonly roleChanges: number;
  readonly starts: number;
  readonly nodes: number;
  /** Begins and ends of faults, phases, and stretches in which the harness was late. */
  readonly faultEvents: number;
}

/** In the order of their weight: where several operations share a pixel, the highest code is drawn. */
export const outcomeCodes = { ok: 0, fail: 1, info: 2, open: 3 } as const;
export type OutcomeCode = (typeof outcomeCodes)[keyof typeof outcomeCodes];

/** Says in a column that there is nothing: no key, no node, no error, no completion. */
export const absent = -1;

/** The columns, in the order in which they are stored. */
export const columnNames = [
  'startUs',
  'durationUs',
  'outcome',
  'process',
  'f',
  'key',
  'node',
  'error',
  'input',
  'output',
  'invokeIndex',
  'completionIndex',
] as const;

/** One row an operation, in order of invocation. Columns that name something hold an index into its table. */
export interface OperationColumns extends Readonly<Record<(typeof columnNames)[number], ArrayLike<number>>> {
  readonly count: number;
  /** Operations left out because the report holds no more of them. */
  readonly omitted: number;
  /** Keys and values that are shown as left out, because the report holds no more texts. */
  readonly valuesOmitted: number;
  readonly names: readonly string[];
  readonly keys: readonly string[];
  readonly nodes: readonly NodeId[];
  readonly errors: readonly string[];
  /** Values as JSON text, shortened; without a line end in it. `input` is the invocation's, `output` the completion's where it differs. */
  readonly values: readonly string[];
}

/**
 * What became of a message, in the order of its weight; each says what proves it. Where the receivers' runtime notes what arrives:
 * `arrived` is that; `delayed`, `held`: it arrived, as late as a fault on its link made it; `doubled`: it arrived more than once; `lost`:
 * it never arrived, though the record goes on for long enough; `sent`: it may have been under way when the record ends, or there is a gap.
 * Elsewhere it is told from what was sent: `answered`: the receiver sent an answer to this one; `delayed`, `held`, `doubled`: a fault did
 * that to every message of its link; `maybe`: a fault struck some messages of its link; `lost`: a fault cut its link, or the receiver was
 * down; `sent`: nothing is known.
 */
export const fateCodes = { arrived: 0, answered: 1, sent: 2, delayed: 3, held: 4, doubled: 5, maybe: 6, lost: 7 } as const;
export type Fate = keyof typeof fateCodes;

export const messageColumnNames = ['atUs', 'untilUs', 'from', 'to', 'type', 'term', 'fate', 'fault', 'detail'] as const;

/**
 * One row a message, in order of sending; `from` and `to` are indexes into the report's nodes. `untilUs` is when what is known to have
 * become of it had become (it first arrived; elsewhere the answer was sent, the hold ended), else `absent`; `fault` is the index of the
 * fault that did it, or may have.
 */
export interface MessageColumns extends Readonly<Record<(typeof messageColumnNames)[number], ArrayLike<number>>> {
  readonly count: number;
  /** The nodes' runtime noted what arrived and when: nothing here is inferred. */
  readonly exact: boolean;
  /** Messages that are not kept, because the report holds no more of them; those around findings are. */
  readonly omitted: number;
  readonly types: readonly string[];
  /** The other fields of messages, as text. */
  readonly details: readonly string[];
}

export interface Span {
  readonly fromMs: Ms;
  readonly toMs: Ms;
}

export interface PhaseSpan extends Span {
  readonly name: PhaseName;
}

/** One fault of the plan: what it was, when it held, and what the clients got meanwhile. */
export interface FaultInterval {
  readonly id: string;
  readonly kind: string;
  /** What it is, whomever it strikes: `partition, isolate`, `delay 80 ms`. */
  readonly name: string;
  /** The plan's words for it: `partition, isolate leader`. */
  readonly label: string;
  /** As resolved: nodes, or `from -> to` of links. */
  readonly target: readonly string[];
  /** Absent where it never began. */
  readonly span?: Span;
  /** `unended`: the run broke off before its end. */
  readonly state: FaultState | 'unended';
  readonly effect?: Json;
  readonly reason?: string;
  /** Links between nodes that it cut: every message on them was lost while it held. */
  readonly cut: readonly { readonly from: NodeId; readonly to: NodeId }[];
  /** Nodes that never came back from it. */
  readonly taken: readonly TakenNode[];
  /** It has no end but the run's: a disk that is gone stays gone, whatever the schedule says. */
  readonly forGood: boolean;
  /** Of the operations invoked while it held. */
  readonly operations: { readonly ok: number; readonly fail: number; readonly info: number };
}

export interface DeathMark {
  readonly node: NodeId;
  readonly atMs: Ms;
  readonly how: string;
}

export interface NodeTimeline {
  readonly node: NodeId;
  /** Each holds until the next. */
  readonly roles: readonly RoleChange[];
  readonly states: readonly NodeStateSpan[];
  /** How far its clock was from the world's, where a fault or the plan put it wrong; straight between the points. */
  readonly clock: IndexSeries;
  readonly commit: IndexSeries;
  readonly applied: IndexSeries;
  /** Trace events seen of this node. */
  readonly eventCount: number;
}

export interface RoleChange {
  readonly atMs: Ms;
  readonly role: string;
  readonly term: number;
}

export interface NodeStateSpan extends Span {
  readonly state: 'down' | 'paused';
}

/** A step line: from `atMs[i]` on the value is `value[i]`. */
export interface IndexSeries {
  readonly atMs: readonly Ms[];
  readonly value: readonly number[];
}

export interface TraceLine {
  readonly node: NodeId;
  readonly boot: number;
  readonly seq: number;
  readonly atMs: Ms;
  readonly event: string;
  readonly fields: JsonObject;
}
