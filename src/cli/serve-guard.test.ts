import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from './test-cli.ts';
import { planText, storeRun } from './test-runs-folder.ts';
import { get, sendRaw, startServer, type TestServer, tarNames, untilServed } from './test-server.ts';

const folder = makeFolder();
const results = join(folder.path, 'results');
const run = '/runs/smoke/20261121T063725.123Z-7';
const secret = 'the secret of a file outside';

let server: TestServer;

beforeAll(async () => {
  writeFileSync(join(folder.path, 'secret.txt'), secret);
  mkdirSync(join(folder.path, 'elsewhere', '20261121T063725.123Z-8'), { recursive: true });
  writeFileSync(join(folder.path, 'elsewhere', '20261121T063725.123Z-8', 'plan.json'), planText(secret));
  storeRun(results, { files: { 'report.html': '<!doctype html><title>r</title>', 'history.jsonl': '{"index":0}\n' } });
  server = await startServer(folder.path);
});

afterAll(async () => {
  await server.interrupt();
  folder.remove();
});

describe('who is served', () => {
  it('is this machine, by its own names', async () => {
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])
      expect((await get(server.port, '/', { host: `${host}:${server.port}` })).status).toBe(200);
    expect(readFileSync('/proc/net/tcp', 'latin1')).toContain(
      `0100007F:${server.port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`,
    );
    expect(readFileSync('/proc/net/tcp6', 'latin1')).not.toContain(
      `:${server.port.toString(16).toUpperCase().padStart(4, '0')} 0000000000000000`,
    );
  });

  it('is nobody by another name: a site may point its own at 127.0.0.1', async () => {
    const { port } = server;
    const hosts = [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
      `127.0.0.1.evil.example:${port}`,
      `localhost.:${port}`,
      `x@127.0.0.1:${port}`,
      '',
    ];
    for (const host of hosts) {
      const { status, body } = await get(port, '/', { host });
      expect([host, status]).toEqual([host, 421]);
      expect(body).not.toContain('smoke');
    }
    expect((await sendRaw(port, 'GET / HTTP/1.0\r\n\r\n')).status).toBe(421);
    expect((await get(port, '/', { headers: 'Host: evil.example\r\n' })).status).toBe(421);
    expect((await get(port, '/', { headers: 'Origin: http://evil.example\r\n' })).status).toBe(403);
    expect((await get(port, '/', { headers: 'Origin: null\r\n' })).status).toBe(403);
    expect((await get(port, '/', { headers: `Origin: http://127.0.0.1:${port}\r\n` })).status).toBe(200);
  });

  it('is no page of another site that takes pieces from here; a link from one may be followed', async () => {
    const from = async (site: string, mode: string) =>
      (await get(server.port, '/', { headers: `Sec-Fetch-Site: ${site}\r\nSec-Fetch-Mode: ${mode}\r\n` })).status;
    expect(await from('cross-site', 'no-cors')).toBe(403);
    expect(await from('same-site', 'no-cors')).toBe(403);
    expect(await from('cross-site', 'navigate')).toBe(200);
    expect(await from('same-origin', 'cors')).toBe(200);
    expect(await from('none', 'navigate')).toBe(200);
  });

  it('may only look', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      const { status, head } = await get(server.port, '/', { method });
      expect([method, status, head.includes('Allow: GET, HEAD')]).toEqual([method, 405, true]);
    }
    for (const path of ['/', run, `${run}/report`, `${run}/download`, `${run}/files/plan.json`, '/nothing']) {
      const [head, whole] = [await get(server.port, path, { method: 'HEAD' }), await get(server.port, path)];
      expect([path, head.status, head.body]).toEqual([path, whole.status, '']);
    }
    const { status } = await get(server.port, '/', { headers: 'Content-Length: 5\r\n' });
    expect([200, 400]).toContain(status);
  });

  it('gets headers that let nothing in and nothing out', async () => {
    for (const path of ['/', run, `${run}/report`, `${run}/files/plan.json`, `${run}/download`, '/assets/page.js', '/nothing', '/%zz']) {
      const { head } = await get(server.port, path);
      for (const line of [
        'X-Content-Type-Options: nosniff',
        'Referrer-Policy: no-referrer',
        'Cache-Control: no-store',
        'X-Frame-Options: DENY',
      ])
        expect([path, head.includes(line)]).toEqual([path, true]);
      const policy = /Content-Security-Policy: (.*)/.exec(head)?.[1] ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/https?:|\*/);
      // What a run holds runs, if at all, as if from an origin of its own.
      if (/report$|files|download/.test(path)) expect(policy).toMatch(/^sandbox/);
      else expect(policy).not.toContain('unsafe');
      expect(head).not.toMatch(/Access-Control-Allow/i);
    }
  });
});

describe('what is served', () => {
  it.each([
    '/../secret.txt',
    '/runs/../../secret.txt',
    `${run}/files/../../../../secret.txt`,
    `${run}/files/..%2f..%2f..%2f..%2fsecret.txt`,
    `${run}/files/%2e%2e/%2e%2e/%2e%2e/%2e%2e/secret.txt`,
    `${run}/files/%252e%252e%252f%252e%252e%252fsecret.txt`,
    `${run}/files/..\\..\\..\\secret.txt`,
    `${run}/files/%c0%ae%c0%ae/secret.txt`,
    `${run}/files/%00`,
    `${run}/files/plan.json%00.txt`,
    `${run}/files//etc/passwd`,
    `${run}/files/%2fetc%2fpasswd`,
    '//etc/passwd',
    '/runs/%2fetc/passwd',
    '/runs/..%2f..%2f/x',
    '/runs/elsewhere/20261121T063725.123Z-8',
    '/assets/../server.js',
    '/assets/%2e%2e%2fserver.js',
    '/assets/__proto__',
    '/runs/constructor/prototype',
    `/${'a/'.repeat(2000)}`,
    '/%zz',
    'http://evil.example/',
    '*',
    'secret.txt',
  ])('is nothing outside the folder: %s', async (path) => {
    const { status, body } = await get(server.port, path);
    expect([400, 404]).toContain(status);
    expect(body).not.toContain(secret);
    expect(body).not.toContain('root:');
  });

  it('is nothing that a link leads out to, and nothing that is no file', async () => {
    const dir = storeRun(results, { name: '20261121T063725.123Z-9' });
    symlinkSync(join(folder.path, 'secret.txt'), join(dir, 'leak.log'));
    symlinkSync(join(folder.path, 'secret.txt'), join(dir, 'report.html'));
    symlinkSync(folder.path, join(dir, 'logs'));
    symlinkSync(join(folder.path, 'elsewhere'), join(results, 'elsewhere'));
    symlinkSync(join(folder.path, 'elsewhere', '20261121T063725.123Z-8'), join(results, 'smoke', '20261121T063725.123Z-8'));
    rmSync(join(dir, 'verdict.json'));
    symlinkSync(join(folder.path, 'secret.txt'), join(dir, 'verdict.json'));
    spawnSync('mkfifo', [join(dir, 'pipe.log')]);
    const other = '/runs/smoke/20261121T063725.123Z-9';
    await untilServed(server, other);
    for (const path of ['files/leak.log', 'files/logs/secret.txt', 'files/pipe.log', 'files/trace', 'report', 'files/verdict.json'])
      expect([path, (await get(server.port, `${other}/${path}`)).status]).toEqual([path, 404]);
    for (const path of ['/runs/elsewhere/20261121T063725.123Z-8', '/runs/smoke/20261121T063725.123Z-8'])
      expect((await get(server.port, path)).status).toBe(404);
    const page = await get(server.port, other);
    expect(page.body).toContain('verdict.json cannot be read');
    expect(page.body).not.toContain(secret);
    const { body } = await get(server.port, '/');
    expect(body).not.toContain(secret);
    expect(await tarNames(await fetch(`${server.origin}${other}/download`))).toEqual(['20261121T063725.123Z-9/plan.json']);
  });
});
