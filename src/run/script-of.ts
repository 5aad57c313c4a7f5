import { workloads } from '../../workloads/index.ts';
import {
  badInput,
  type ClientEvent,
  type HistoryEvent,
  isClientEvent,
  isJsonObject,
  type Ms,
  type Plan,
  roundMs,
  type ScriptedOperation,
  type Workload,
} from '../core/index.ts';
import { readOnlyOperations } from './read-only.ts';

/**
 * The script that performs what the clients of a recorded run did in its safety phase: the same operations, by the same threads, each
 * at the time it was invoked. Run in the simulated world under the same plan it gives the same history, so that operations can be
 * taken away from there. Reads of the final phase and probes of the core phase are no part of it: the phases do them anew. Throws
 * `badInput` for a plan whose workload is not known.
 */
export function scriptOf(history: readonly HistoryEvent[], plan: Plan): ScriptedOperation[] {
  const isReadOnly = readOnlyOperations(plan, workloadOf(plan));
  const script: ScriptedOperation[] = [];
  let beganAtNs: number | undefined;
  for (const event of history) {
    if (!isClientEvent(event)) {
      if (event.f !== 'phase') continue;
      if (beganAtNs !== undefined) break;
      if (isJsonObject(event.value) && event.value['name'] === 'safety') beganAtNs = event.time;
    } else if (event.type === 'invoke' && beganAtNs !== undefined)
      script.push(scripted(event, event.process % plan.load.concurrency, roundMs((event.time - beganAtNs) / 1e6), isReadOnly(event.f)));
  }
  return script;
}

function scripted({ f, key, value }: ClientEvent, client: number, atMs: Ms, readOnly: boolean): ScriptedOperation {
  return { client, atMs, f, ...(key === undefined ? {} : { key }), value, readOnly };
}

function workloadOf({ workload: { name } }: Plan): Workload {
  const workload = workloads.get(name);
  if (workload === undefined)
    throw badInput('unknown-workload', `expected a workload (${[...workloads.keys()].join(', ')}), got "${name}"`);
  return workload;
}
