import { randomInt } from 'node:crypto';
import { badInput } from '../../../src/core/index.ts';
import { type Address, parseAddress } from './address.ts';

/** What every node's process is told, whatever its protocol. */
export interface NodeOptions {
  readonly node: string;
  /** undefined: counted in the data folder. */
  readonly boot: number | undefined;
  readonly seed: number;
  readonly peers: Readonly<Record<string, Address>>;
  readonly dataFolder: string;
  readonly notesFolder: string | undefined;
  readonly traceFile: string | undefined;
  readonly host: string;
  /** 0: any free one. */
  readonly peerPort: number;
  readonly clientPort: number;
}

type TextFlag = { readonly type: 'string' };
type RepeatedTextFlag = { readonly type: 'string'; readonly multiple: true };

/** The flags of `NodeOptions` for `parseArgs` of `node:util`; a node's program adds its own and writes the help. */
export const nodeFlags: Readonly<Record<Exclude<keyof NodeFlagValues, 'peer'>, TextFlag>> & { readonly peer: RepeatedTextFlag } = {
  id: { type: 'string' },
  boot: { type: 'string' },
  seed: { type: 'string' },
  peer: { type: 'string', multiple: true },
  data: { type: 'string' },
  notes: { type: 'string' },
  trace: { type: 'string' },
  host: { type: 'string' },
  'peer-port': { type: 'string' },
  'client-port': { type: 'string' },
};

/** The values of `nodeFlags` as `parseArgs`, or another parser of command lines, gives them. */
export interface NodeFlagValues {
  readonly id?: string | undefined;
  readonly boot?: string | undefined;
  readonly seed?: string | undefined;
  /** Each `n2=127.0.0.1:7002`. */
  readonly peer?: readonly string[] | undefined;
  readonly data?: string | undefined;
  readonly notes?: string | undefined;
  readonly trace?: string | undefined;
  readonly host?: string | undefined;
  readonly 'peer-port'?: string | undefined;
  readonly 'client-port'?: string | undefined;
}

const MAX_NAME_LENGTH = 64;
const MAX_SEED: number = Number.MAX_SAFE_INTEGER;
/** What `randomInt` can draw below. */
const MAX_DRAWN_SEED: number = 2 ** 48 - 1;

/** Throws a FaultlineError (exit code 254) that names the flag, what it takes, and what it got. */
export function readNodeOptions(values: NodeFlagValues): NodeOptions {
  const node = readName('--id', values.id ?? missing('--id', 'the name of this node, like n1'));
  return {
    node,
    boot: values.boot === undefined ? undefined : readInteger('--boot', values.boot, 1, MAX_SEED),
    seed: values.seed === undefined ? randomInt(MAX_DRAWN_SEED) : readInteger('--seed', values.seed, 0, MAX_SEED),
    peers: readPeers(node, values.peer ?? []),
    dataFolder: values.data ?? missing('--data', 'the folder for its files'),
    notesFolder: values.notes,
    traceFile: values.trace,
    host: values.host ?? '127.0.0.1',
    peerPort: readInteger('--peer-port', values['peer-port'] ?? '0', 0, 65_535),
    clientPort: readInteger('--client-port', values['client-port'] ?? '0', 0, 65_535),
  };
}

function readPeers(node: string, texts: readonly string[]): Record<string, Address> {
  const peers: Record<string, Address> = {};
  for (const text of texts) {
    const split = text.indexOf('=');
    if (split === -1) throw badInput('bad-option', `--peer: expected NAME=HOST:PORT, like n2=127.0.0.1:7002, got '${text}'`);
    const name = readName('--peer', text.slice(0, split));
    if (name === node) throw badInput('bad-option', `--peer: expected the other nodes, got this node itself (${node})`);
    if (Object.hasOwn(peers, name)) throw badInput('bad-option', `--peer: expected each node once, got ${name} twice`);
    peers[name] = parseAddress(text.slice(split + 1), `--peer ${name}`);
  }
  return peers;
}

function readName(flag: string, text: string): string {
  if (text.length <= MAX_NAME_LENGTH && /^[A-Za-z][A-Za-z0-9._-]*$/.test(text)) return text;
  throw badInput(
    'bad-option',
    `${flag}: expected a name of 1 to ${MAX_NAME_LENGTH} letters, digits, '.', '_' and '-' that begins with a letter, got '${text}'`,
  );
}

function readInteger(flag: string, text: string, from: number, to: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= from && value <= to) return value;
  throw badInput('bad-option', `${flag}: expected a whole number from ${from} to ${to}, got '${text}'`);
}

function missing(flag: string, meaning: string): never {
  throw badInput('missing-option', `${flag} is missing: it says ${meaning}`);
}
