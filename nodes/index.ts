import type { System } from '../src/core/index.ts';
import { raft } from './raft/system.ts';

/** The systems that Faultline knows by name. */
export const systems: ReadonlyMap<string, System> = new Map([[raft.name, raft]]);
