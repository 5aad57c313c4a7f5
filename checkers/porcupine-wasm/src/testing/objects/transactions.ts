import { below, pick, type RandomNumber } from '../random-number.ts';
import type { SimulatedObject } from './index.ts';

type Access = readonly [kind: string, register: string | number, value: unknown];

const registers = ['x', 'y', 1];

export const multiRegister: SimulatedObject = {
  start: (init) => init ?? {},
  draw(random, values) {
    const draw = random();
    // As transactions of one access, of the key that all events have.
    if (draw < 0.1) return { f: 'read', value: null };
    if (draw < 0.2) return { f: 'write', value: below(random, values) };
    return { f: 'txn', value: Array.from({ length: 1 + below(random, 3) }, () => drawAccess(random, values)) };
  },
  apply(_, state, { f, value }) {
    const held = state as Record<string, unknown>;
    if (f === 'read') return { state, done: { type: 'ok', value: held['x'] ?? null } };
    if (f === 'write') return { state: { ...held, x: value }, done: { type: 'ok', value } };
    const next = { ...held };
    const answers = (value as Access[]).map(([kind, register, item]): Access => {
      if (kind.startsWith('w')) next[register] = item;
      return [kind, register, next[register] ?? null];
    });
    return { state: next, done: { type: 'ok', value: answers } };
  },
  falsify(random, values, event) {
    if (event.type !== 'ok' || event.f === 'write') return undefined;
    if (event.f === 'read') return { ...event, value: below(random, values) };
    const accesses = event.value as Access[];
    const at = below(random, accesses.length);
    const [kind, register] = accesses[at] as Access;
    if (kind.startsWith('w')) return undefined;
    return { ...event, value: accesses.with(at, [kind, register, pick(random, [null, below(random, values)])]) };
  },
};

function drawAccess(random: RandomNumber, values: number): Access {
  const register = pick(random, registers);
  if (random() < 0.5) return [pick(random, ['r', 'read']), register, null];
  return [pick(random, ['w', 'write']), register, random() < 0.1 ? null : below(random, values)];
}
