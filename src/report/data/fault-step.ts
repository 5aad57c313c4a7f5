import type { FaultStep, Plan } from '../../core/index.ts';

/** What the plan says of a fault by its id. The stops and cuts of the core phase are faults too, named by what they strike. */
export function faultStepOf({ faults, core }: Plan, id: string): FaultStep | undefined {
  const planned = faults.find((fault) => fault.id === id);
  if (planned !== undefined || core === undefined) return planned;
  const when = { atMs: 0 };
  const stop = core.stops.find(({ node }) => id === `core-${node}`);
  if (stop !== undefined) {
    const target = [stop.node];
    return stop.how === 'dead' ? { id, kind: 'kill', target, when } : { id, kind: 'partition', shape: 'isolate', target, when };
  }
  const cut = core.cuts.find(({ from, to }) => id === `core-${from}-${to}`);
  return cut === undefined ? undefined : { id, kind: 'drop', from: [cut.from], to: [cut.to], when };
}
