import type { Plan, Workload } from '../core/index.ts';

/** A history does not tell what is read-only: the script that was run does, or the operation that the workload reads keys with. */
export function readOnlyOperations({ load }: Plan, workload: Workload): (f: string) => boolean {
  const scripted = new Map(load.script?.map(({ f, readOnly }) => [f, readOnly]));
  const read = workload.finalRead('').f;
  return (f) => scripted.get(f) ?? f === read;
}
