/**
 * The local world: every node a real process behind fault proxies, with real sockets and a real disk, no root and no containers. A guard
 * process undoes everything, also when the controller is killed.
 */
export { type Lag, watchLag } from './lag.ts';
export { createLocalCluster, type LocalCluster, type LocalClusterOptions } from './local-cluster.ts';
export { localCapabilities } from './platform.ts';
export type { NodePorts } from './ready-line.ts';
