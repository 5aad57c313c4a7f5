/**
 * Faults that no ordinary user can put real processes under, by kind, and why not: a node's clock and its disk belong to the machine.
 * Both worlds and the schedule check ask here, so that they say the same.
 */
export const simulatedOnly: ReadonlyMap<string, string> = new Map([
  ['clock', 'only the simulated world can change the clock of one node: processes of one machine share its clock'],
  ['slow-disk', 'only the simulated world can slow the disk of one node down'],
  ['misdirected-write', 'only the simulated world can send a write to the wrong place of a disk'],
  ['bit-rot', 'only the simulated world can flip bits of what a disk holds'],
  ['disk-loss', 'only the simulated world can take the disk of a node away for good'],
]);
