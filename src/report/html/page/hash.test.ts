import { expect, it } from 'vitest';
import { readHash, writeHash } from './hash.ts';

it('what is written is read again', () => {
  const shared = { view: { fromMs: 12.5, toMs: 900.125 }, pinned: 41, filter: 's:fail k:"a b" &=#', finding: 2 };
  expect(readHash(writeHash(shared), 1000)).toEqual(shared);
  expect(writeHash({})).toBe('');
});

it('what nobody wrote is passed over', () => {
  for (const hash of ['', '#', '#t=5', '#t=9,3', '#t=-5,3', '#t=a,b', '#t=0,1e9', '#op=-1', '#op=1e99', '#finding=0', '#filter=', '#%'])
    expect(readHash(hash, 1000), hash).toEqual({});
});
