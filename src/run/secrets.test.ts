import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json, Plan } from '../core/index.ts';
import { requireEnvironment } from './environment.ts';
import { ownWords } from './own-words.ts';
import { Secrets } from './secrets.ts';

const token = 'pa"ss\\wo rd/42';
const secrets = new Secrets({ TOKEN: token, PORT: '80', PIN: '12345' });

describe('secrets', () => {
  it('are hidden as they are, and as JSON, URLs, base64 and hexadecimal digits have them', () => {
    const encoded = (['base64', 'base64url', 'hex'] as const).map((encoding) => Buffer.from(token).toString(encoding));
    for (const form of [token, JSON.stringify(token).slice(1, -1), encodeURIComponent(token), ...encoded])
      expect(secrets.mask(`<${form}>`)).toBe('<***>');
  });

  it('that are too short are not looked for: they would be everywhere', () => {
    expect(secrets.mask('port 80 of 8080')).toBe('port 80 of 8080');
    expect(new Secrets({ A: 'x' }).isEmpty).toBe(true);
  });

  it('of several lines are hidden line by line', () => {
    const key = new Secrets({ KEY: '-----BEGIN\nsecret-line\n' });
    expect(key.mask('it said secret-line')).toBe('it said ***');
  });

  it('are texts: a number of the same digits stays, and what holds them stays JSON', () => {
    expect(secrets.maskValue({ pin: 12345, text: 'pin 12345', list: [`x${token}`], 12345: null })).toEqual({
      pin: 12345,
      text: 'pin ***',
      list: ['x***'],
      '***': null,
    });
    expect(secrets.maskLine('{"time":12345,"value":"12345"}')).toBe('{"time":12345,"value":"***"}');
  });

  it('are hidden in files line by line, torn lines and all', () => {
    const folder = mkdtempSync(join(tmpdir(), 'faultline-secrets-'));
    try {
      const file = join(folder, 'trace.jsonl');
      writeFileSync(file, `{"a":12345}\n{"a":${JSON.stringify(token)}}\n{"a":"12345`);
      secrets.maskFile(file);
      expect(readFileSync(file, 'utf8')).toBe('{"a":12345}\n{"a":"***"}\n{"a":"***');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('values that are words of what is stored', () => {
  const stored = join(import.meta.dirname, 'fixtures', 'simulated-run-1');
  const plan = JSON.parse(readFileSync(join(stored, 'plan.json'), 'utf8')) as Plan;
  const files = ['history.jsonl', 'notes.jsonl', 'verdict.json', 'trace/n1.jsonl', 'trace/n2.jsonl', 'trace/n3.jsonl'];
  const lines = files.flatMap((file) => readFileSync(join(stored, file), 'utf8').trim().split('\n'));

  it('leave names of fields, and what is said with a word of a few, in their places', () => {
    const words = new Set(lines.flatMap((line) => wordsOf(JSON.parse(line) as Json)));
    for (const word of ['info', 'violation', 'invalid', 'in-force', 'disk-loss', 'linearizability', 'lastIndex'])
      expect(words).toContain(word);
    const all = new Secrets(Object.fromEntries([...words].map((word, i) => [`V${i}`, word])), ownWords(plan));
    for (const line of lines) expect(wordsOf(JSON.parse(all.maskLine(line)) as Json)).toEqual(wordsOf(JSON.parse(line) as Json));
  });

  it('are hidden everywhere else', () => {
    const secrets = new Secrets({ LOG_LEVEL: 'info', PART: 'viola' }, ownWords(plan));
    expect(secrets.maskValue({ type: 'info', outcome: 'violation', value: 'info!', message: 'a violation' })).toEqual({
      type: 'info',
      outcome: 'violation',
      value: '***!',
      message: 'a ***tion',
    });
    expect(secrets.mask('level info')).toBe('level ***');
  });

  const told = ['type', 'f', 'outcome', 'verdict', 'state', 'kind', 'event', 'process', 'role', 'from', 'node', 'target'];

  /** Names of fields, and what stands in those that say one word of a few. */
  function wordsOf(value: Json): string[] {
    if (Array.isArray(value)) return value.flatMap((item) => wordsOf(item as Json));
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value as Record<string, Json>).flatMap(([name, item]) => [
      name,
      ...(told.includes(name) && typeof item === 'string' && !/[ \d]/.test(item) ? [item] : []),
      ...wordsOf(item),
    ]);
  }
});

describe('a plan whose nodes had variables', () => {
  const plan = (world: Plan['world']) => ({ name: 'p', world, system: { env: ['TOKEN'] } }) as unknown as Plan;

  it('is run again only with their values', () => {
    expect(() => requireEnvironment(plan('local'), {})).toThrow(expect.objectContaining({ code: 'env-missing', exitCode: 254 }));
    expect(() => requireEnvironment(plan('local'), {})).toThrow('--env TOKEN=VALUE');
    expect(() => requireEnvironment(plan('local'), { TOKEN: '' })).not.toThrow();
    expect(() => requireEnvironment(plan('simulated'), { TOKEN: 'x' })).toThrow(expect.objectContaining({ code: 'env-simulated' }));
  });
});
