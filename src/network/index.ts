/**
 * Directed links, what their rules make of each message, and the frame-aware proxy that carries the messages of real processes. The
 * link table knows no sockets: the simulated network asks the same one. A client's connection to a node stands here too, because
 * only its proxy knows whether a byte of it was forwarded.
 */
export { type ClientDoor, createClientConnection } from './client-connection.ts';
export type { Carrier, Delivery, Dropped, Fate, Held } from './fate.ts';
export { type Framing, type FramingName, framingSupports, http1, lengthPrefixed, stream, UNDESCRIBED } from './framings/index.ts';
export { createLinkTable, type LinkTable, type LinkTableOptions, MAX_HELD_BYTES, MAX_HELD_MESSAGES } from './link-table.ts';
export { matches } from './match.ts';
export { obeys } from './obeys.ts';
export { type FaultProxy, openProxy, type ProxyOptions, type ProxyStatistics } from './proxy.ts';
