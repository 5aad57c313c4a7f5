/**
 * The real world of a node: one process with sockets, files, a trace file and signals. A node's `main.ts` calls `runNode`; the
 * harness calls `restoreDurable` on the folders of a node whose power it cut.
 */

export type { Address } from './address.ts';
export { MAX_OPEN_REQUESTS } from './client-server.ts';
export { type NodeFlagValues, type NodeOptions, nodeFlags, readNodeOptions } from './node-options.ts';
export { areNotesKept } from './notes.ts';
export { MAX_BODY_BYTES } from './read-request.ts';
export { type RestoreLoss, type RestoreOptions, restoreDurable } from './restore.ts';
export { type NodeProgram, type ReadyLine, runNode } from './run-node.ts';
