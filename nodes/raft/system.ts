import { fileURLToPath } from 'node:url';
import { badInput, type JsonObject, type System } from '../../src/core/index.ts';
import { createHost, readStamped } from '../runtime/index.ts';
import { plantedBugs, rulesOf } from './bugs.ts';
import { createRaftClient } from './client.ts';
import { configError, defaultRaftConfig, type RaftConfig } from './config.ts';
import { messageCodec } from './message-codec.ts';
import { RaftNode } from './node.ts';
import { raftPlans } from './plans.ts';
import { converged, describeApart, describeStatus } from './status.ts';

/** Our own Raft key-value store as a system under test. */
export const raft: System = {
  name: 'raft',
  description: 'The reference node: a Raft key-value store with exactly-once writes and linearizable reads on every node.',
  traced: true,
  appliesOnce: true,
  framed: true,
  checkers: ['raft-safety'],
  variants: plantedBugs.map(({ name, description, source, foundBy }) => ({ name, description, source, foundBy })),
  plans: raftPlans,
  config: { heartbeatMs: 100, electionTimeoutMs: [500, 1000], maxBatchEntries: defaultRaftConfig.maxBatchEntries },
  client: createRaftClient,
  launch(launch) {
    const { heartbeatMs, electionTimeoutMs, maxBatchEntries } = launch.config;
    const [low, high] = Array.isArray(electionTimeoutMs) ? electionTimeoutMs : [];
    const args = [
      ['--id', launch.node],
      ['--boot', launch.boot],
      ['--seed', launch.seed],
      ['--data', launch.dataFolder],
      ['--notes', launch.notesFolder],
      ['--trace', launch.traceFile],
      ...Object.entries(launch.peers).map(([peer, address]) => ['--peer', `${peer}=${address}`]),
      ...(heartbeatMs === undefined ? [] : [['--heartbeat', heartbeatMs]]),
      ...(low === undefined || high === undefined ? [] : [['--election-timeout', `${low}-${high}`]]),
      ...(maxBatchEntries === undefined ? [] : [['--max-batch-entries', maxBatchEntries]]),
      ...(launch.variant === undefined ? [] : [['--bug', launch.variant]]),
    ];
    return {
      file: process.execPath,
      args: [fileURLToPath(new URL('./main.js', import.meta.url)), ...args.flat().map(String), ...launch.args],
    };
  },
  simulate({ node, boot, peers, seed, variant, config, ports }) {
    const settings = readConfig(config);
    const rules = rulesOf(variant);
    if (rules === undefined) throw badInput('unknown-bug', `expected a bug of raft, got "${variant}"`);
    return createHost({ node, boot, peers, seed, codec: messageCodec, ports, create: (env) => new RaftNode(env, settings, rules) });
  },
  describeFrame(payload) {
    const stamped = readStamped(payload);
    const message = stamped === undefined ? undefined : messageCodec.decode(stamped.content);
    const described = message === undefined ? undefined : messageCodec.describe(message);
    return described === undefined ? undefined : { type: described.type, fields: described.fields };
  },
  leads: (event) => (event.event === 'lead' && typeof event['term'] === 'number' ? event['term'] : undefined),
  status: { method: 'GET', path: '/status' },
  converged,
  describeStatus,
  describeApart,
};

/** The settings of a plan, as the node takes them. */
function readConfig(config: JsonObject): RaftConfig {
  const { heartbeatMs, electionTimeoutMs, maxBatchEntries } = config;
  const [low, high] = Array.isArray(electionTimeoutMs) ? electionTimeoutMs : [];
  const settings: RaftConfig = {
    heartbeatMs: typeof heartbeatMs === 'number' ? heartbeatMs : defaultRaftConfig.heartbeatMs,
    electionTimeoutMs: typeof low === 'number' && typeof high === 'number' ? [low, high] : defaultRaftConfig.electionTimeoutMs,
    maxBatchEntries: typeof maxBatchEntries === 'number' ? maxBatchEntries : defaultRaftConfig.maxBatchEntries,
  };
  const wrong = configError(settings);
  if (wrong !== undefined) throw badInput('bad-config', `system config: ${wrong}`);
  return settings;
}
