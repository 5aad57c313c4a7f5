/** The pages of docs/ that are made of what the code says of itself; `npm run docs` writes them, and a test compares them. */
import { bugsPage } from './bugs.ts';
import { checkersPage } from './checkers.ts';
import { faultsPage } from './faults.ts';
import { suitePage } from './suite.ts';
import { workloadsPage } from './workloads.ts';

/** By the name of the file in docs/. */
export const referencePages: Readonly<Record<string, () => string>> = {
  'workloads.md': workloadsPage,
  'faults.md': faultsPage,
  'checkers.md': checkersPage,
  'bugs.md': bugsPage,
  'suite.md': suitePage,
};
