import { expect, test } from 'vitest';
import { check } from '../check.ts';
import type { Model } from '../model.ts';
import { compact } from '../testing/compact.ts';

/** All keys in one partition and one state, as a model of one's own may have it. */
const wholeStore: Model<Readonly<Record<string, unknown>>> = {
  name: 'whole-store',
  init: {},
  step(state, { f, key = '', value }) {
    if (f === 'put') return { ...state, [key]: value };
    return (state[key] ?? null) === value ? state : undefined;
  },
  partition: () => '',
};

test('operations of two keys are two operations, even if they say the same', () => {
  expect(check(wholeStore, compact('0 put x 1\n0 ok\n0 put y 1\n0 ok\n1 get y\n1 ok 1')).verdict).toBe('valid');
  expect(check(wholeStore, compact('0 put x 1\n0 ok\n1 get x\n1 ok 1\n1 get y\n1 ok 1')).verdict).toBe('invalid');
});
