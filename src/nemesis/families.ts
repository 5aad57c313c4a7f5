import type { FaultKind } from '../core/index.ts';
import type { FaultAbout } from './active-fault.ts';
import { aboutClocks } from './clock-fault.ts';
import { aboutDamage } from './disk-damage.ts';
import { aboutDisks } from './disk-faults.ts';
import { flavours } from './flavours.ts';
import { aboutMessages } from './link-faults.ts';
import { aboutNodes } from './node-faults.ts';
import { aboutPartitions } from './partition.ts';

/** Faults that put the same thing to the test. */
export interface FaultFamily {
  readonly title: string;
  readonly about: FaultAbout;
  /** Its kinds, and what each does. */
  readonly kinds: Readonly<Partial<Record<FaultKind, string>>>;
}

const partitions = { partition: 'drops every message on the links that its shape cuts' };

const messages = {
  delay: 'lets each message come later, by a latency and up to a jitter more',
  drop: 'loses messages: all, or a share of them',
  duplicate: 'delivers messages twice',
  reorder: 'lets messages be overtaken by those that leave so much later',
  corrupt: 'changes a byte in messages; those of our nodes carry a checksum, so the receiver leaves the damaged one out',
  hold: 'keeps messages back, and delivers them when it ends',
  reset: 'resets the connections, once',
};

const nodes = {
  kill: 'kills the process; it starts again from its disk when the fault ends',
  pause: 'stops the process, which then goes on as if no time had passed: a leader that does not know it was deposed',
  'power-cut': 'takes the disk back to what was synced, plus a drawn part of the rest, whose last record may be torn',
};

const clocks = { clock: 'lets the clock jump, or run too fast or too slow; its pace is right again at the end' };

const disks = {
  'slow-disk': 'lets every disk call take up to so much longer',
  'misdirected-write': 'lets the next write land on older bytes of the same file, and not where it should be',
};

const damage = {
  'bit-rot': 'kills the node and flips one bit of what its disk holds durably; it starts again when the fault ends, if it can',
  'disk-loss': 'kills the node and takes all that it ever stored; it never comes back',
};

const everyKind: Readonly<Record<FaultKind, string>> = { ...partitions, ...messages, ...nodes, ...clocks, ...disks, ...damage };

/** What a step's `kind` may be, and what a world is asked whether it can do. */
export const faultKinds: readonly FaultKind[] = Object.keys(everyKind) as FaultKind[];

export const faultFamilies: readonly FaultFamily[] = [
  { title: 'Partitions', about: aboutPartitions, kinds: partitions },
  { title: 'Messages and connections', about: aboutMessages, kinds: messages },
  { title: 'Processes and power', about: aboutNodes, kinds: nodes },
  { title: 'Clocks', about: aboutClocks, kinds: clocks },
  { title: 'Disks that go on working', about: aboutDisks, kinds: disks },
  { title: 'Disks that are damaged', about: aboutDamage, kinds: damage },
];

/** The family of a flavour's kind; undefined for a name that is no flavour. */
export function familyOf(flavour: string): FaultFamily | undefined {
  const kind = kindOf(flavour);
  return kind === undefined ? undefined : faultFamilies.find(({ kinds }) => kinds[kind] !== undefined);
}

/** What kind a flavour is drawn as: the same for every seed, only target and strength differ. */
export function kindOf(flavour: string): FaultKind | undefined {
  return flavours.get(flavour)?.draw(1, flavour, ['n1', 'n2', 'n3']).kind;
}
