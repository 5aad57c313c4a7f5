import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../core/index.ts';
import { requireEnvironment } from './environment.ts';
import { Secrets } from './secrets.ts';

const token = 'pa"ss\\wo rd/42';
const secrets = new Secrets({ TOKEN: token, PORT: '80', PIN: '12345' });

describe('secrets', () => {
  it('are hidden as they are, and as JSON, URLs and base64 have them', () => {
    for (const form of [token, JSON.stringify(token).slice(1, -1), encodeURIComponent(token), Buffer.from(token).toString('base64')])
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

describe('a plan whose nodes had variables', () => {
  const plan = (world: Plan['world']) => ({ name: 'p', world, system: { env: ['TOKEN'] } }) as unknown as Plan;

  it('is run again only with their values', () => {
    expect(() => requireEnvironment(plan('local'), {})).toThrow(expect.objectContaining({ code: 'env-missing', exitCode: 254 }));
    expect(() => requireEnvironment(plan('local'), {})).toThrow('--env TOKEN=VALUE');
    expect(() => requireEnvironment(plan('local'), { TOKEN: '' })).not.toThrow();
    expect(() => requireEnvironment(plan('simulated'), { TOKEN: 'x' })).toThrow(expect.objectContaining({ code: 'env-simulated' }));
  });
});
