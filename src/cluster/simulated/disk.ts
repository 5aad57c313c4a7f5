import { DrawSequence, drawInteger, drawUnit, type NodeId, type SimulatedDiskPlan, type StoragePort } from '../../core/index.ts';
import type { DiskRule } from '../cluster.ts';
import { DiskFile } from './disk-file.ts';
import type { EventLoop } from './event-loop.ts';
import type { Journal } from './journal.ts';

export interface SimulatedDiskOptions {
  readonly node: NodeId;
  readonly seed: number;
  readonly plan: SimulatedDiskPlan;
  readonly loop: EventLoop;
  readonly journal: Journal;
}

/** What a fault's rules have done on this disk. */
export interface DiskTally {
  delayed: number;
  readonly damaged: { readonly file: string; readonly offset: number }[];
}

/**
 * One node's disk: files whose bytes are written first and durable only after a sync. Each call takes a drawn time; calls of one file end in the order in
 * which they were asked for. A kill loses what was asked for and not yet done; a power cut also what was done and not synced.
 */
export class SimulatedDisk {
  readonly #options: SimulatedDiskOptions;
  readonly #files = new Map<string, DiskFile>();
  readonly #rules = new Map<string, DiskRule>();
  readonly #tallies = new Map<string, DiskTally>();
  readonly #latency: DrawSequence;
  /** What a file is called in the journal. */
  readonly #names = new Map<string, string>();
  #callCount = 0;
  #cutCount = 0;
  #damageCount = 0;
  /** What was on this disk is not what was written. */
  damage: string | undefined;

  constructor(options: SimulatedDiskOptions) {
    this.#options = options;
    this.#latency = new DrawSequence(options.seed, 'disk', options.node);
  }

  /** The calls of one boot. `enter` lets a callback into the node, unless that boot is over by then. */
  port(alive: () => boolean, enter: (step: () => void) => void): StoragePort {
    const { plan } = this.#options;
    const call = (name: string, range: readonly [number, number], act: (file: DiskFile) => () => void) => {
      const file = this.#file(name);
      const endsUs = Math.max(file.busyUntilUs, this.#options.loop.nowUs) + this.#latencyUs(range);
      file.busyUntilUs = endsUs;
      this.#options.loop.at(endsUs, () => {
        if (alive()) enter(act(file));
      });
    };
    return {
      read: (name, done) =>
        call(name, plan.writeMs, (file) => {
          this.#record('read', name, file.length);
          const bytes = file.exists ? file.content() : undefined;
          return () => done(undefined, bytes);
        }),
      append: (name, bytes, done) =>
        call(name, plan.writeMs, (file) => {
          this.#record('append', name, file.length, bytes);
          this.#append(file, bytes);
          return () => done();
        }),
      sync: (name, done) => {
        const { written, generation } = this.#file(name);
        call(name, plan.syncMs, (file) => {
          file.synced(written, generation);
          this.#record('sync', name, file.durableLength);
          const length = file.durableLength;
          return () => done(undefined, length);
        });
      },
      replace: (name, bytes, done) =>
        call(name, plan.syncMs, (file) => {
          this.#record('replace', name, bytes.length, bytes);
          file.replace(bytes);
          return () => done();
        }),
    };
  }

  /** The process is gone: calls under way are not done any more. */
  crash(): void {
    for (const file of this.#files.values()) file.busyUntilUs = 0;
  }

  /** Takes every file back to what is durable and a drawn part of the rest. */
  cutPower(): { lostBytes: number; torn: boolean } {
    const { seed, node, plan } = this.#options;
    this.#cutCount += 1;
    const loss = { lostBytes: 0, torn: false };
    for (const [name, file] of this.#files) {
      const draw = (what: string) => drawUnit(seed, 'power-cut', node, this.#cutCount, name, what);
      const { lostBytes, torn } = file.cut(draw, plan.tornProbability);
      this.#record('loss', name, file.length, torn ? 'torn' : 'whole');
      loss.lostBytes += lostBytes;
      loss.torn ||= torn;
    }
    return loss;
  }

  /** Answers whether the rule could be put in force. */
  apply(fault: string, rule: DiskRule | undefined): void {
    if (rule === undefined) this.#rules.delete(fault);
    else if (rule.kind === 'rot') this.#rot(fault);
    else this.#rules.set(fault, rule);
  }

  tally(fault: string): DiskTally {
    const known = this.#tallies.get(fault);
    if (known !== undefined) return known;
    const tally: DiskTally = { delayed: 0, damaged: [] };
    this.#tallies.set(fault, tally);
    return tally;
  }

  wipe(): void {
    this.#files.clear();
    this.damage = 'its disk is gone';
    this.#record('damage', '*', 0);
  }

  #append(file: DiskFile, bytes: Uint8Array): void {
    for (const [fault, rule] of this.#rules) {
      if (rule.kind !== 'misdirect') continue;
      const offset = this.#drawOld(file, bytes.length);
      if (offset === undefined) continue;
      this.#rules.delete(fault);
      file.misdirect(offset, bytes);
      this.#damaged(fault, file, offset, 'a write went to the wrong place');
      return;
    }
    file.append(bytes);
  }

  /** Flips a bit in a drawn file's older bytes, if there are any. */
  #rot(fault: string): void {
    for (const file of this.#files.values()) {
      const offset = this.#drawOld(file, 1);
      if (offset === undefined) continue;
      file.flip(offset);
      this.#damaged(fault, file, offset, 'a bit of it flipped');
      return;
    }
  }

  /**
   * Where `length` older bytes lie, of which nothing but damage can be the reason for being unreadable: at least two whole writes stand behind them. Damage of the
   * last write could not be told from a write that a crash tore, and a protocol that relies on its disk cannot survive that.
   */
  #drawOld(file: DiskFile, length: number): number | undefined {
    const end = file.oldEnd;
    // Once is enough: a second blow could fall on the very writes that tell of the first.
    if (this.damage !== undefined || end < length || end === 0) return undefined;
    this.#damageCount += 1;
    return drawInteger(0, end - length, this.#options.seed, 'damage', this.#options.node, this.#damageCount);
  }

  #damaged(fault: string, file: DiskFile, offset: number, what: string): void {
    this.damage = `${what} (${file.name}, byte ${offset})`;
    this.tally(fault).damaged.push({ file: file.name, offset });
    this.#record('damage', file.name, offset);
  }

  #latencyUs([leastMs, mostMs]: readonly [number, number]): number {
    this.#callCount += 1;
    let ms = leastMs + (mostMs - leastMs) * this.#latency.unit(this.#callCount);
    for (const [fault, rule] of this.#rules) {
      if (rule.kind !== 'slow') continue;
      this.tally(fault).delayed += 1;
      ms += rule.latencyMs * drawUnit(this.#options.seed, 'slow-disk', this.#options.node, fault, this.#callCount);
    }
    return Math.round(ms * 1000);
  }

  #file(name: string): DiskFile {
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    const file = new DiskFile(name);
    this.#files.set(name, file);
    return file;
  }

  #record(kind: Parameters<Journal['record']>[1], name: string, detail: number, bytes?: Uint8Array | string): void {
    const { journal, loop, node } = this.#options;
    let who = this.#names.get(name);
    if (who === undefined) {
      who = `${node}:${name}`;
      this.#names.set(name, who);
    }
    journal.record(loop.nowUs, kind, who, detail, bytes);
  }
}
