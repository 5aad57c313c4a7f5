import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../program.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const pages = ['README.md', ...readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))];

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8');

  it('names commands and options that there are', () => {
    expect(commandsOf(text).flatMap(unknownIn)).toEqual([]);
  });

  it('links to files and headings that there are', () => {
    expect([...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].flatMap(([, target = '']) => (leads(page, target) ? [] : [target]))).toEqual(
      [],
    );
  });
});

it('finds commands to look at', () => {
  expect(pages.flatMap((page) => commandsOf(readFileSync(join(root, page), 'utf8'))).length).toBeGreaterThan(30);
  expect(unknownIn('npx faultline run --bugs stale-read')).toEqual(['run --bugs']);
  expect(unknownIn('npx faultline walk')).toEqual(['walk']);
});

/** Lines of their own, and those within a sentence. What stands behind two blanks explains a command. */
function commandsOf(text: string): string[] {
  const own = [...text.matchAll(/^(?: {4}|\$ )?(npx faultline \S.*)$/gm)].map(([, line = '']) => line.split(/ {2,}/)[0] ?? '');
  const inside = [...text.matchAll(/`(npx faultline [^`]+)`/g)].map(([, command = '']) => command);
  return [...own, ...inside];
}

function unknownIn(line: string): string[] {
  const [, , name = '', ...words] = line.split(' ');
  if (name.startsWith('-')) return [];
  const command = createProgram().commands.find((each) => each.name() === name);
  if (command === undefined) return [name];
  const known = new Set(['--help', ...command.options.map(({ long }) => long)]);
  return words.flatMap((word) => (word.startsWith('--') && !known.has(word.split('=')[0] ?? '') ? [`${name} ${word}`] : []));
}

function leads(page: string, target: string): boolean {
  const [path = '', heading] = target.split('#');
  const file = path === '' ? join(root, page) : join(root, dirname(page), path);
  if (!existsSync(file)) return false;
  return heading === undefined || headingsOf(readFileSync(file, 'utf8')).includes(heading);
}

/** As they are linked to: in small letters, with dashes for blanks. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number} -]/gu, '')
      .replaceAll(' ', '-'),
  );
}
