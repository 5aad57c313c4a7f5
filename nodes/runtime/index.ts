/**
 * What our own nodes stand on: the Env that protocol code sees, and its real side (sockets, files, the trace). The simulated world
 * gives the same Env virtual ones.
 */

export type { Json, JsonObject, Request, Response, TraceEvent } from '../../src/core/index.ts';
export type { Disk, DiskDone, Env, EnvTimer, MessageCodec, NodeId, ProtocolNode, RequestId } from './env.ts';
