import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** WCAG 2, level AA, for text of ordinary size. */
const RATIO_MIN = 4.5;

const sheet = readFileSync(new URL('./page/style.css', import.meta.url), 'utf8');
const light = tokensIn(/^:root \{([^}]*)\}/m);
const dark = { ...light, ...tokensIn(/prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}/) };

function tokensIn(block: RegExp): Record<string, string> {
  const found = [...(block.exec(sheet)?.[1] ?? '').matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)];
  return Object.fromEntries(found.map(([, name = '', color = '']) => [name, color]));
}

const grounds = ['bg', 'panel', 'red-ground', 'green-ground', 'amber-ground', 'violet-ground'];
/** What is written in which colour, and on what. */
const written: Readonly<Record<string, readonly string[]>> = {
  ink: [...grounds, 'fault'],
  dim: grounds,
  link: grounds,
  red: ['bg', 'panel', 'red-ground'],
  green: ['bg', 'panel', 'green-ground'],
  amber: ['bg', 'panel', 'amber-ground'],
  violet: ['bg', 'panel', 'violet-ground'],
  // Numbers of findings; labels of bars, of leaders, and of what cannot be placed.
  panel: ['red'],
  'leader-ink': ['leader', 'red'],
  'bar-ink': ['ok', 'no', 'fail', 'info', 'candidate'],
};

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('text on the pages, %s', (_, tokens) => {
  it.each(Object.entries(written))('in the colour %s can be read on what it stands on', (text, on) => {
    for (const ground of on) {
      const ratio = contrast(tokens[text] ?? '', tokens[ground] ?? '');
      expect(ratio, `${text} on ${ground}: ${ratio.toFixed(2)}`).toBeGreaterThanOrEqual(RATIO_MIN);
    }
  });
});

it('uses no other colour for text', () => {
  const sheets = ['./page/style.css', './page/campaign/style.css', '../../serve/page/style.css'];
  const text = sheets.map((path) => readFileSync(new URL(path, import.meta.url), 'utf8')).join('\n');
  const used = [...text.matchAll(/[\s;{]color: ([^;]+);/g)].map(([, value = '']) => value);
  const allowed = new Set([...Object.keys(written).map((name) => `var(--${name})`), 'inherit', 'var(--tone)']);
  expect([...new Set(used)].filter((value) => !allowed.has(value))).toEqual([]);
});

function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(color: string): number {
  if (!/^#[0-9a-f]{6}$/.test(color)) throw new Error(`expected a colour like #1d2328, got "${color}"`);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
