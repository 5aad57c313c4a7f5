import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { deriveSeed, type LaunchCommand, type NodeId } from '../../core/index.ts';
import type { StartOptions } from '../cluster.ts';
import type { NodeSurroundings } from './node-surroundings.ts';

export interface NodeStart {
  readonly node: NodeId;
  readonly boot: number;
  readonly options: StartOptions;
  readonly folders: { readonly dataFolder: string; readonly notesFolder: string };
}

/** The system's command for a start of a node, whose folders are there then. */
export function launchCommand({ node, boot, options, folders }: NodeStart, surroundings: NodeSurroundings): LaunchCommand {
  const { variant, args, config } = options;
  const { traceFile } = surroundings.output;
  for (const folder of [...Object.values(folders), dirname(traceFile)]) mkdirSync(folder, { recursive: true });
  return surroundings.system.launch({
    node,
    boot,
    seed: deriveSeed(surroundings.seed, 'node', node),
    ...folders,
    traceFile,
    peers: surroundings.peers(node),
    ports: surroundings.ports(node),
    ...(variant === undefined ? {} : { variant }),
    args,
    config,
  });
}
