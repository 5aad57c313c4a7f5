/** Where nodes live: the Cluster interface, and one folder for each world. */
export type {
  Capabilities,
  Cluster,
  ClusterObserver,
  DiskEffect,
  DiskRule,
  LateStart,
  NodeDeath,
  NodeState,
  PowerCutLoss,
  StartOptions,
} from './cluster.ts';
export { notBack } from './cluster.ts';
export { simulatedOnly } from './simulated-only.ts';
