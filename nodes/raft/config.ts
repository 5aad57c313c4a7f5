/** Settings of one node. All nodes of a cluster should have the same. */
export interface RaftConfig {
  /** How often a leader says that it leads. Too long for the election time-out, and followers depose a healthy leader. */
  readonly heartbeatMs: number;
  /** Each wait for a leader is drawn anew from this range, both ends included. */
  readonly electionTimeoutMs: readonly [number, number];
  /** Entries in one append message at the most. 1 makes every entry travel alone: slow, and good for showing what batches hide. */
  readonly maxBatchEntries: number;
}

export const defaultRaftConfig: RaftConfig = { heartbeatMs: 50, electionTimeoutMs: [150, 300], maxBatchEntries: 256 };

/** Bytes of commands in one append message at the most; a single larger command still travels, alone. */
export const MAX_BATCH_BYTES: number = 512 * 1024;
/** Writes that wait for their commit on a leader; more are answered `temporarily-unavailable`. */
export const MAX_PENDING_WRITES = 4096;
/** Reads that wait on one node; more are answered `temporarily-unavailable`. */
export const MAX_PENDING_READS = 4096;
/** Client sessions remembered for exactly-once writes; a new one beyond is answered `too-many-sessions`. */
export const MAX_SESSIONS = 100_000;
/** UTF-16 units of a key. */
export const MAX_KEY_LENGTH = 1024;
/** Characters of a session's name. */
export const MAX_SESSION_LENGTH = 128;
/** Nesting of a JSON value: deeper ones are refused, so that nothing recursive can overflow. */
export const MAX_VALUE_DEPTH = 64;

/** Says what is wrong with a configuration, in one sentence; undefined if nothing is. */
export function configError(config: RaftConfig): string | undefined {
  const [low, high] = config.electionTimeoutMs;
  if (!(config.heartbeatMs >= 1 && config.heartbeatMs <= 60_000)) return `the heartbeat must be 1 to 60000 ms, not ${config.heartbeatMs}`;
  if (!(low <= high && high <= 600_000))
    return `the election time-out must be a range like 150-300 (ms, at most 600000), not ${low}-${high}`;
  if (!(low > config.heartbeatMs))
    return `the election time-out (${low} ms at the least) must be longer than the heartbeat (${config.heartbeatMs} ms)`;
  if (!(Number.isInteger(config.maxBatchEntries) && config.maxBatchEntries >= 1))
    return `a batch must hold 1 or more entries, not ${config.maxBatchEntries}`;
  return undefined;
}
