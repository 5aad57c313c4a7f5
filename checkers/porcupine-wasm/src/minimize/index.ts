/**
 * A smallest history that is still invalid and proves the original invalid. Every step is a weakening: a change of a history under
 * which every valid history stays valid, whatever it says. So if what is left has no order, the original had none either. The
 * weakenings, each with its proof, are in `weaken.ts`, `droppable.ts`, `cut-out.ts` and `../forgetting`; which of them to try is only a matter of speed.
 */
export { describeMinimum } from './describe-minimum.ts';
export { type MinimizedOperation, type MinimizeOptions, type Minimum, minimize } from './minimize.ts';
