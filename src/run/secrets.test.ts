import { readFileSync } from 'node:fs';
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

  it('are hidden as numbers too, except where the harness counts, and what holds them stays JSON', () => {
    expect(secrets.maskValue({ pin: 12345, price: 123456, text: 'pin 12345', list: [`x${token}`], 12345: null })).toEqual({
      pin: '***',
      price: 123456,
      text: 'pin ***',
      list: ['x***'],
      '***': null,
    });
    expect(secrets.maskLine('{"time":12345,"value":"12345"}')).toBe('{"time":12345,"value":"***"}');
    expect(secrets.maskLine('{"index":12345,"value":[12345,1],"seen":-12345}')).toBe('{"index":12345,"value":["***",1],"seen":"***"}');
  });

  it.each(['9081726354455', '90817263544559081726354455'])('of many digits are hidden within longer numbers: %s', (pin) => {
    const hidden = new Secrets({ PIN: pin }, new Set(['account', 'said']));
    for (const said of [pin, `-${pin}`, `${pin}.5`, `1${pin}`, `[{"deep":${pin}}]`, `"${pin}"`, `"a \\" ${pin}"`]) {
      const line = hidden.maskLine(`{"account":${said},"said":"1","index":3}`);
      expect(line).not.toContain(pin.slice(0, 8));
      expect(JSON.parse(line)).toMatchObject({ account: expect.anything(), said: '1', index: 3 });
    }
  });

  it('are hidden as other languages escape them, and in longer texts of base64', () => {
    const key = 'a/b <c>&d\u00e9!(e)\u{1f600}';
    const hidden = new Secrets({ KEY: key });
    const python = JSON.stringify(key)
      .slice(1, -1)
      .replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const forms = [
      JSON.stringify(key).slice(1, -1).replaceAll('/', '\\/'),
      JSON.stringify(key).slice(1, -1).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026'),
      python,
      encodeURIComponent(key).toLowerCase().replace('%5c', ''),
      new URLSearchParams({ k: key }).toString().slice(2),
      Buffer.from(key).toString('hex').toUpperCase(),
    ];
    for (const form of forms) expect(hidden.mask(`<${form}>`)).toBe('<***>');
    for (const around of ['', 'u', 'us', 'user:', 'user1:', 'user12:'])
      for (const encoding of ['base64', 'base64url'] as const) {
        const masked = hidden.mask(Buffer.from(`${around}${key}${around}`).toString(encoding));
        const text = Buffer.from(masked.replaceAll('***', ''), 'base64').toString('latin1');
        expect([masked.includes('***'), text.includes('/b <c')]).toEqual([true, false]);
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

  const valueFields = ['value', 'error', 'seen', 'input', 'output'];

  it('leave the numbers that the harness counts in, and those alone', () => {
    const numbers = lines.flatMap((line) => numbersOf(JSON.parse(line) as Json)).filter((digits) => digits.length < 8);
    const all = new Secrets(Object.fromEntries([...new Set(numbers)].map((digits, i) => [`V${i}`, digits])), ownWords(plan));
    expect(all.isEmpty).toBe(false);
    const kept = (line: string): Json =>
      JSON.parse(line, (name, value: Json) => (valueFields.includes(name) && typeof value !== 'object' ? null : value)) as Json;
    for (const line of lines) expect(numbersOf(kept(all.maskLine(line)))).toEqual(numbersOf(kept(line)));
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

  function numbersOf(value: Json): string[] {
    if (typeof value === 'number') return [String(value)];
    if (typeof value !== 'object' || value === null) return [];
    return Object.values(value).flatMap((item) => numbersOf(item as Json));
  }

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
  const plan = (world: Plan['world'], more: object = {}) =>
    ({ name: 'p', world, system: { env: ['TOKEN'], args: [], config: {}, ...more } }) as unknown as Plan;

  it('holds none of their values', () => {
    const refused = expect.objectContaining({ code: 'secret-in-plan', exitCode: 254, message: expect.not.stringContaining('s3cr3t') });
    const run = (value: string, more: object) => () => requireEnvironment(plan('local', more), { TOKEN: value });
    for (const args of [['--token=s3cr3t-value'], ['s3cr3t-value'], ['--header', 'Bearers3cr3t-valueX']])
      expect(run('s3cr3t-value', { args })).toThrow(refused);
    expect(run('s3cr3t-value', { config: { deep: [{ key: 's3cr3t-value' }] } })).toThrow(refused);
    expect(run('first\ns3cr3t-value', { args: ['s3cr3t-value'] })).toThrow(refused);
    // A short value is a part of many words.
    expect(run('1000', { args: ['--timeout=10000'] })).not.toThrow();
    expect(run('1000', { args: ['--timeout=1000'] })).toThrow(refused);
    expect(run('abc', { args: ['abc'] })).not.toThrow();
  });

  it('is run again only with their values', () => {
    expect(() => requireEnvironment(plan('local'), {})).toThrow(expect.objectContaining({ code: 'env-missing', exitCode: 254 }));
    expect(() => requireEnvironment(plan('local'), {})).toThrow('--env TOKEN=VALUE');
    expect(() => requireEnvironment(plan('local'), { TOKEN: '' })).not.toThrow();
    expect(() => requireEnvironment(plan('simulated'), { TOKEN: 'x' })).toThrow(expect.objectContaining({ code: 'env-simulated' }));
  });
});
