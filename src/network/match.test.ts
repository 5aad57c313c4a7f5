import { expect, it } from 'vitest';
import { matches, matchesAll } from './match.ts';

const append = { type: 'append', fields: { term: 2, count: 0, voters: ['n1', 'n2'] } };

it('picks by type, by one of several types, and by equal fields', () => {
  expect(matches(append, undefined)).toBe(true);
  expect(matches(append, {})).toBe(true);
  expect(matches(append, { type: 'append' })).toBe(true);
  expect(matches(append, { type: ['vote', 'append'] })).toBe(true);
  expect(matches(append, { type: 'append', fields: { term: 2, voters: ['n1', 'n2'] } })).toBe(true);
});

it('does not pick by a field that differs or is absent', () => {
  expect(matches(append, { type: 'vote' })).toBe(false);
  expect(matches(append, { type: [] })).toBe(false);
  expect(matches(append, { fields: { term: 3 } })).toBe(false);
  expect(matches(append, { fields: { absent: null } })).toBe(false);
});

it('knows a match that picks everything', () => {
  expect(matchesAll(undefined)).toBe(true);
  expect(matchesAll({ fields: {} })).toBe(true);
  expect(matchesAll({ type: 'append' })).toBe(false);
  expect(matchesAll({ fields: { term: 1 } })).toBe(false);
});
