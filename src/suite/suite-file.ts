import type { FrameMatch, JsonObject, LinkEnd, PartitionShape, Target } from '../core/index.ts';

/** A suite as it stands in its file: entries, or the keys of its only entry right at the top. Durations are `30s`; bare numbers are seconds. */
export interface SuiteFile extends FileEntry {
  readonly name: string;
  /** What every entry has that does not say otherwise, key by key. `gate` goes limit by limit: that of the entry, of `defaults`, of the top. */
  readonly defaults?: FileEntry;
  readonly entries?: readonly FileEntry[];
}

export interface FileEntry extends FileKnobs {
  readonly name?: string;
  readonly description?: string;
  /** Values for keys, as lists: one entry for each combination. */
  readonly matrix?: { readonly [K in keyof FileKnobs]: readonly Exclude<FileKnobs[K], undefined>[] };
  readonly seeds?: number | string | readonly (number | string)[];
  readonly repeat?: number;
  readonly expect?: FileExpectation;
  readonly gate?: FileGate;
}

/** `violation`, or of whom: `{ violation: linearizability }`. */
export type FileExpectation = 'violation' | { readonly violation: string | readonly string[] };

/** `95%` or 0.95. */
export type Share = number | string;

export interface FileGate {
  readonly availabilityDuringFaults?: Share;
  readonly p99?: Duration;
  readonly recovery?: Duration;
  readonly minOk?: number;
  readonly coverage?: { readonly rules?: number; readonly faultsInForce?: Share };
  readonly baseline?: string | FileBaseline;
}

/** A file, and how far from it is allowed, as ratios. */
export interface FileBaseline {
  readonly file: string;
  readonly p99?: number;
  readonly recovery?: number;
  readonly ok?: number;
  readonly availabilityDuringFaults?: number;
}

/** What a matrix may vary. */
export interface FileKnobs {
  readonly system?: string;
  readonly nodes?: number | readonly string[];
  readonly config?: JsonObject;
  readonly args?: readonly string[];
  readonly bug?: string | readonly string[];
  readonly workload?: string | FileWorkload;
  readonly concurrency?: number;
  readonly rate?: number;
  readonly attemptTimeout?: Duration;
  readonly operationTimeout?: Duration;
  readonly timeLimit?: Duration;
  readonly readyTimeout?: Duration;
  readonly core?: Duration;
  readonly convergence?: Duration;
  readonly finalReads?: Duration;
  readonly stopTimeout?: Duration;
  readonly nemesis?: 'none' | FileNemesis;
  readonly checkers?: readonly string[];
  readonly limits?: FileLimits;
}

export type Duration = number | string;

export interface FileWorkload {
  readonly name: string;
  readonly keys?: number;
  readonly operationsPerRotation?: number;
  readonly mix?: Readonly<Record<string, number>>;
}

export interface FileLimits {
  readonly minOkDuringFaults?: number;
  readonly checkerBudget?: Duration;
  readonly checkerMemoryMiB?: number;
  readonly harnessLag?: Duration;
}

/** Either `faults`, of which a schedule is drawn, or `schedule`, steps one by one. */
export interface FileNemesis {
  readonly faults?: readonly string[];
  readonly interval?: Duration;
  readonly duration?: Duration;
  readonly schedule?: readonly FileStep[];
}

/** A step of a schedule: begins `at` a time or `on` an event, either counted from step `after` if that is given. */
export type FileStep = FileTiming & FileFault;

export interface FileTiming {
  readonly id?: string;
  readonly at?: Duration;
  readonly on?: FileEvent;
  readonly after?: string;
  readonly for?: Duration;
  readonly until?: FileUntil;
  readonly resolveWithin?: Duration;
}

export interface FileEvent {
  readonly event: string;
  readonly match?: JsonObject;
  readonly occurrence?: number;
  readonly within?: Duration;
}

/** Either `at` or `event`. */
export interface FileUntil extends Partial<FileEvent> {
  readonly at?: Duration;
  readonly after?: string;
}

export type FileFault =
  | { readonly kind: 'partition'; readonly shape: PartitionShape; readonly target?: Target; readonly direction?: 'out' | 'in' }
  | (FileLinks & { readonly kind: 'delay'; readonly latency: Duration; readonly jitter?: Duration })
  | (FileLinks & { readonly kind: 'drop' | 'duplicate' | 'corrupt'; readonly probability?: number })
  | (FileLinks & { readonly kind: 'reorder'; readonly probability?: number; readonly within: Duration })
  | (FileLinks & { readonly kind: 'hold'; readonly count?: number })
  | { readonly kind: 'reset'; readonly from: LinkEnd; readonly to: LinkEnd }
  | { readonly kind: 'kill' | 'pause' | 'power-cut' | 'misdirected-write' | 'bit-rot' | 'disk-loss'; readonly target: Target }
  | { readonly kind: 'clock'; readonly target: Target; readonly offset?: Duration; readonly driftPpm?: number }
  | { readonly kind: 'slow-disk'; readonly target: Target; readonly latency: Duration };

export interface FileLinks {
  readonly from: LinkEnd;
  readonly to: LinkEnd;
  readonly match?: FrameMatch;
}
