import { expect, it } from 'vitest';
import { catalogue, lookUp } from './catalogue.ts';
import { runCli } from './test-cli.ts';
import { wrapText } from './wrap-text.ts';

it('says of every name more than its sentence, and finds it by that name', () => {
  for (const [list, items] of Object.entries(catalogue)) {
    for (const item of items()) {
      expect(item.more.length, item.name).toBeGreaterThan(0);
      for (const [heading, text] of item.more) expect(text, `${item.name}: ${heading}`).not.toBe('');
      expect(lookUp(item.name)).toContainEqual({ list, item });
    }
  }
});

it('prints one name in full, and refuses one that stands in no list', async () => {
  const told = await runCli('.', 'list', 'stale-read');
  expect(told.code).toBe(0);
  expect(told.stdout).toContain('stale-read (bugs)');
  expect(told.stdout).toContain('npx faultline run --bug stale-read');
  const refused = await runCli('.', 'list', 'stale-reed');
  expect(refused.code).toBe(254);
  expect(refused.stderr).toContain('got "stale-reed"');
});

it('breaks a text between words alone', () => {
  expect(wrapText('one two three', 7, 2)).toBe('one two\n  three');
  expect(wrapText('longer-than-that and', 6, 0)).toBe('longer-than-that\nand');
});
