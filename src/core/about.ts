/**
 * What whoever uses a workload or a fault, or reads a checker's verdict, must know of it. `faultline list NAME` prints it, and the
 * references in docs/ are made of it.
 */
export interface About {
  /** What must hold. */
  readonly property: string;
  /** What it looks like where it does not. */
  readonly broken: string;
  /** What goes unseen all the same. */
  readonly cannotSee: string;
  /** The paper, the report or the issue behind it. */
  readonly from: string;
}
