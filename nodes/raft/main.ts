#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { badInput, FaultlineError } from '../../src/core/index.ts';
import { nodeFlags, readNodeOptions, runNode } from '../runtime/process/index.ts';
import { plantedBugs, rulesOf } from './bugs.ts';
import { configError, defaultRaftConfig, type RaftConfig } from './config.ts';
import { messageCodec } from './message-codec.ts';
import { RaftNode } from './node.ts';

const help = `A Raft key-value store: one node of a cluster.

node main.js --id n1 --data DIR [--peer n2=HOST:PORT ...] [options]

  --id NAME                 this node, like n1
  --peer NAME=HOST:PORT     another node and where it listens for peers; once for each
  --data DIR                folder for its write-ahead log; made if it is not there
  --host HOST               address to listen on (127.0.0.1)
  --peer-port PORT          for other nodes; 0 takes any free one (0)
  --client-port PORT        for clients, HTTP; 0 takes any free one (0)
  --heartbeat MS            how often a leader says that it leads (${defaultRaftConfig.heartbeatMs})
  --election-timeout A-B    how long to wait for a leader, drawn from A to B ms (${defaultRaftConfig.electionTimeoutMs.join('-')})
  --max-batch-entries N     entries in one message (${defaultRaftConfig.maxBatchEntries})
  --seed N                  for its random choices; drawn if it is not given
  --boot N                  the how-manieth start this is; counted in the data folder if it is not given
  --notes DIR               note here what is durable, for a harness that cuts the power
  --trace FILE              write here what the node does, as JSON lines
  --bug NAME                plant a bug: ${plantedBugs.map(({ name }) => name).join(', ')}
  --help                    this text

Once it can serve it prints one JSON line with its ports. Clients:

  curl -X PUT    http://HOST:PORT/kv/KEY        -d '{"value": 1}'
  curl           http://HOST:PORT/kv/KEY
  curl -X POST   http://HOST:PORT/kv/KEY/cas    -d '{"expected": 1, "value": 2}'
  curl -X POST   http://HOST:PORT/kv/KEY/append -d '{"value": "text"}'
  curl -X DELETE http://HOST:PORT/kv/KEY
  curl           http://HOST:PORT/status

Reads are linearizable on every node; a write to a follower is answered with the leader's name. A write that carries the headers
faultline-session and faultline-sequence takes effect once, however often it is sent.
SIGTERM finishes what is open and ends; SIGUSR2 prints statistics to stderr.
`;

const raftFlags = {
  help: { type: 'boolean' },
  heartbeat: { type: 'string' },
  'election-timeout': { type: 'string' },
  'max-batch-entries': { type: 'string' },
  bug: { type: 'string' },
} as const;

function main(): void {
  const values = readFlags();
  if (values.help === true) {
    process.stdout.write(help);
    return;
  }
  const rules = rulesOf(values.bug);
  if (rules === undefined)
    throw badInput('unknown-bug', `--bug: expected ${plantedBugs.map(({ name }) => name).join(', ')}, got '${values.bug}'`);
  const config = readConfig(values.heartbeat, values['election-timeout'], values['max-batch-entries']);
  runNode({ system: 'raft', options: readNodeOptions(values), codec: messageCodec, create: (env) => new RaftNode(env, config, rules) });
}

function readFlags() {
  try {
    return parseArgs({ options: { ...nodeFlags, ...raftFlags }, allowPositionals: false }).values;
  } catch (error) {
    throw badInput('bad-option', error instanceof Error ? error.message : String(error));
  }
}

function readConfig(heartbeat: string | undefined, electionTimeout: string | undefined, maxBatchEntries: string | undefined): RaftConfig {
  const range = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(electionTimeout ?? defaultRaftConfig.electionTimeoutMs.join('-'));
  if (range === null) throw badInput('bad-option', `--election-timeout: expected a range in ms, like 150-300, got '${electionTimeout}'`);
  const config: RaftConfig = {
    heartbeatMs: Number(heartbeat ?? defaultRaftConfig.heartbeatMs),
    electionTimeoutMs: [Number(range[1]), Number(range[2])],
    maxBatchEntries: Number(maxBatchEntries ?? defaultRaftConfig.maxBatchEntries),
  };
  const problem = configError(config);
  if (problem !== undefined) throw badInput('bad-option', problem);
  return config;
}

try {
  main();
} catch (error) {
  if (!(error instanceof FaultlineError)) throw error;
  process.stderr.write(`${error.message}\n(--help tells all options)\n`);
  process.exitCode = error.exitCode;
}
