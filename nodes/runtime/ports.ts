export type { Host, HostStatistics, StoragePort, WorldPorts } from '../../src/core/index.ts';
