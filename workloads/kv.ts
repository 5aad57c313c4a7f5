import type { About, Completion, GeneratorContext, Json, Operation, Workload } from '../src/core/index.ts';
import { activeKey, uniqueValue } from './keys.ts';
import { drawName, unknownOperation } from './mix.ts';

const about: About = {
  property:
    'Every key of the store is linearizable under get, put, append, cas and delete: there is one order of all operations on it, true to real time, that explains every answer.',
  broken:
    'A read that misses an acknowledged write (a stale read or a lost write), a value that comes back after it was replaced, a cas that succeeded against another value, or an appended token that stands twice because a retry was applied again. Every written value and every token names its client and operation, half of the operations are reads, and a token starts with a blank, so each of these is visible in one value.',
  cannotSee:
    'Anomalies between keys (each key is judged alone); a lost write that no later read or cas of the key observes; a wrong effect of an operation whose outcome is unknown, for such an operation may have happened or not.',
  from: 'Herlihy and Wing, "Linearizability" (1990); Jepsen\'s register and list-append workloads; the key-value model of MIT 6.824, on which Porcupine\'s histories are based.',
};

const mix: Readonly<Record<string, number>> = { get: 50, put: 18, append: 17, cas: 13, delete: 2 };

export const kv: Workload = {
  name: 'kv',
  description: 'Every key of a key-value store is linearizable under get, put, append, cas and delete.',
  about,
  model: 'kv',
  checkers: ['linearizability', 'statistics', 'performance'],
  defaults: { name: 'kv', keyCount: 5, operationsPerRotation: 60, mix },
  operation,
  finalRead: (key) => ({ f: 'get', key, value: null, readOnly: true }),
  reveals,
};

function operation(context: GeneratorContext): Operation {
  const f = drawName(context, mix);
  const key = activeKey(context);
  switch (f) {
    case 'get':
      return { f, key, value: null, readOnly: true };
    case 'put':
      return { f, key, value: uniqueValue(context), readOnly: false };
    case 'append':
      return { f, key, value: ` ${uniqueValue(context)}`, readOnly: false };
    case 'cas':
      // A client that knows nothing of the key yet tries to be the first to write it.
      return { f, key, value: [context.lastSeen(key) ?? null, uniqueValue(context)], readOnly: false };
    case 'delete':
      return { f, key, value: null, readOnly: false };
    default:
      throw unknownOperation('kv', f, mix);
  }
}

/** An append tells nothing: its answer does not carry the whole value. */
function reveals({ f, value }: Operation, completion: Completion): Json | undefined {
  if (completion.type === 'info') return undefined;
  if (completion.type === 'fail') return completion.seen;
  if (f === 'get') return completion.value;
  if (f === 'put') return value;
  if (f === 'cas') return (value as readonly Json[])[1];
  if (f === 'delete') return null;
  return undefined;
}
