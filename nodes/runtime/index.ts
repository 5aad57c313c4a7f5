/**
 * What our own nodes stand on: the Env that protocol code sees, and the host that runs a node in it step by step over the ports of
 * whichever world it lives in. The real world's ports (sockets, files, the trace) are in `process/`; the simulated world gives
 * virtual ones.
 */

export type { FrameDescription, Json, JsonObject, Request, Response, TraceEvent } from '../../src/core/index.ts';
export { sameJson } from '../../src/core/index.ts';
export { ByteReader } from './byte-reader.ts';
export { ByteWriter } from './byte-writer.ts';
export { chainHash, crc32, hash64, type MemberHash, SetHash } from './checksum.ts';
export type { Disk, DiskDone, Env, EnvTimer, MessageCodec, NodeId, ProtocolNode, RequestId } from './env.ts';
export { encodeFrame, FRAME_HEADER_BYTES, FrameDecoder, MAX_FRAME_BYTES } from './frames.ts';
export { createHost, FATAL_EXIT_CODE, type HostOptions, MAX_TIMER_MS } from './host.ts';
export type { Host, HostStatistics, StoragePort, WorldPorts } from './ports.ts';
export { readStamped, type StampedMessage, stampMessage } from './stamp.ts';
