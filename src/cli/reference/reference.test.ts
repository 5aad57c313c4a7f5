import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { familyOf, faultFamilies, faultKinds, flavours } from '../../nemesis/index.ts';
import { referencePages } from './index.ts';

it.each(Object.entries(referencePages))('docs/%s is what `npm run docs` writes', (name, page) => {
  const written = readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
  expect(written === page(), `docs/${name} is out of date: npm run docs writes it anew`).toBe(true);
});

it('every kind of fault is told in one family, and every name belongs to one', () => {
  expect(faultFamilies.flatMap(({ kinds }) => Object.keys(kinds)).sort()).toEqual([...faultKinds].sort());
  for (const name of flavours.keys()) expect(familyOf(name)?.title, name).toBeDefined();
});
