import type { About, Completion, GeneratorContext, Json, Operation, Workload } from '../src/core/index.ts';
import { activeKey, uniqueValue } from './keys.ts';
import { drawName, unknownOperation } from './mix.ts';

const about: About = {
  property: 'There is one order of all reads, writes and compare-and-swaps of a key, true to real time, that explains every answer.',
  broken:
    'A read of a value that had been replaced before the read began, or of a value that nobody wrote; or two compare-and-swaps that both succeeded from the same value, which one unique value each makes impossible in any order. Half of the operations are reads.',
  cannotSee:
    'Anomalies between keys; a duplicated write (writing the same value twice looks like writing it once, unless another write came between; `kv` appends for that); a lost write that nobody reads before the next one.',
  from: "Jepsen's linearizable-register workload, as its etcd, Consul and RethinkDB analyses use it; Porcupine's register model.",
};

const mix: Readonly<Record<string, number>> = { read: 50, write: 25, cas: 25 };

export const register: Workload = {
  name: 'register',
  description: 'Every key is a linearizable register under read, write and compare-and-swap.',
  about,
  model: 'cas-register',
  checkers: ['linearizability', 'statistics', 'performance'],
  defaults: { name: 'register', keyCount: 5, operationsPerRotation: 60, mix },
  operation,
  finalRead: (key) => ({ f: 'read', key, value: null, readOnly: true }),
  reveals,
};

function operation(context: GeneratorContext): Operation {
  const f = drawName(context, mix);
  const key = activeKey(context);
  switch (f) {
    case 'read':
      return { f, key, value: null, readOnly: true };
    case 'write':
      return { f, key, value: uniqueValue(context), readOnly: false };
    case 'cas':
      return { f, key, value: [context.lastSeen(key) ?? null, uniqueValue(context)], readOnly: false };
    default:
      throw unknownOperation('register', f, mix);
  }
}

function reveals({ f, value }: Operation, completion: Completion): Json | undefined {
  if (completion.type === 'info') return undefined;
  if (completion.type === 'fail') return completion.seen;
  if (f === 'read') return completion.value;
  return f === 'write' ? value : (value as readonly Json[])[1];
}
