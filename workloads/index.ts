/**
 * The workloads by name: which operations to generate and which checkers judge them. One file a workload; `run` and `cli` read this
 * registry and hand it down as data.
 */
import type { Workload } from '../src/core/index.ts';
import { kv } from './kv.ts';
import { register } from './register.ts';

export const workloads: ReadonlyMap<string, Workload> = new Map([kv, register].map((workload) => [workload.name, workload]));
