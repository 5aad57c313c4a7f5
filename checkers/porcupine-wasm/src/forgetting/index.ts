/**
 * What a history is not about can be forgotten: an element of a queue, a register of several, an add to a counter, taken out of the
 * state, out of every operation and out of what was seen. Each file has one kind and the proof that a valid history stays valid
 * without it. Models name theirs; `minimize` uses them. Knows JSON values and recorded operations.
 */
export { elements } from './elements.ts';
export { entries } from './entries.ts';
export type { Forgetting, RecordedCall, Subject } from './forgetting.ts';
export { grants } from './grants.ts';
export { holders } from './holders.ts';
export { members } from './members.ts';
export { registers } from './registers.ts';
export { sums } from './sums.ts';
export { tokens } from './tokens.ts';
export { versions } from './versions.ts';
