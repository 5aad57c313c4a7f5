import { loaded } from './load.ts';

/** What the search exports; assembly/index.ts says what each does. */
export interface Kernel {
  readonly memory: WebAssembly.Memory;
  begin(
    operations: number,
    events: number,
    softWords: number,
    hardWords: number,
    memoryLimit: number,
    configurationLimit: number,
    narrowTo: number,
    reuse: number,
    refutedAt: number,
  ): number;
  hasPassedOver(): number;
  operationsPointer(): number;
  eventsPointer(): number;
  /** Empties the frontier; then it is filled by writing a configuration where `candidatePointer` says, and `addCandidate`. */
  clearFrontier(): void;
  candidatePointer(): number;
  addCandidate(): number;
  /** Opens an operation whose bits the frontier holds already. */
  reopen(operation: number): void;
  frontierPointer(): number;
  frontierCount(): number;
  run(): number;
  lastEvent(): number;
  configurationCount(): number;
  bytesUsed(): number;
  showClosure(): void;
  closurePointer(): number;
  closureCount(): number;
  isClosureComplete(): number;
  stepsPointer(): number;
}

/** What the search asks of its host. */
export interface Host {
  transition(state: number, action: number): number;
  spent(): boolean;
}

export interface HostedKernel {
  readonly kernel: Kernel;
  host: Host;
}

/** Memory over this is given back to the system rather than kept for the next check. */
const keptBytes = 1 << 24;

let idle: HostedKernel | undefined;

/** Runs with an instance of its own; a model that throws costs the instance, nothing else. */
export function withKernel<T>(use: (hosted: HostedKernel) => T): T {
  const hosted = idle ?? instantiate();
  idle = undefined;
  const result = use(hosted);
  if (hosted.kernel.memory.buffer.byteLength <= keptBytes) idle = hosted;
  hosted.host = noHost;
  return result;
}

const noHost: Host = { transition: () => -2, spent: () => true };

function instantiate(): HostedKernel {
  const hosted: { kernel?: Kernel; host: Host } = { host: noHost };
  const instance = new WebAssembly.Instance(loaded('search'), {
    host: {
      transition: (state: number, action: number) => hosted.host.transition(state >>> 0, action >>> 0),
      spent: () => (hosted.host.spent() ? 1 : 0),
    },
  });
  return Object.assign(hosted, { kernel: instance.exports as unknown as Kernel });
}
