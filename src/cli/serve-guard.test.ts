import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planText, storeRun } from './test-runs-folder.ts';
import { get, openTestSite, sendRaw, storedRun, tarNames, untilServed } from './test-server.ts';

const secret = 'the secret of a file outside';
const site = openTestSite((folder) => {
  writeFileSync(join(folder, 'secret.txt'), secret);
  mkdirSync(join(folder, 'elsewhere', '20261121T063725.123Z-8'), { recursive: true });
  writeFileSync(join(folder, 'elsewhere', '20261121T063725.123Z-8', 'plan.json'), planText(secret));
});
const { folder, results } = site;

describe('who is served', () => {
  it('is this machine, by its own names', async () => {
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])
      expect((await get(site.server.port, '/', { host: `${host}:${site.server.port}` })).status).toBe(200);
    expect(readFileSync('/proc/net/tcp', 'latin1')).toContain(
      `0100007F:${site.server.port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`,
    );
    expect(readFileSync('/proc/net/tcp6', 'latin1')).not.toContain(
      `:${site.server.port.toString(16).toUpperCase().padStart(4, '0')} 0000000000000000`,
    );
  });

  it('is nobody by another name: a site may point its own at 127.0.0.1', async () => {
    const { port } = site.server;
    const hosts = [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
      `127.0.0.1.evil.example:${port}`,
      `localhost.:${port}`,
      `x@127.0.0.1:${port}`,
      `[::1]:${port + 1}`,
      '[::1]',
      `[::ffff:127.0.0.1]:${port}`,
      `[0:0:0:0:0:0:0:1]:${port}`,
      `::1:${port}`,
      `0.0.0.0:${port}`,
      `2130706433:${port}`,
      `127.1:${port}`,
      `127.0.0.1:0${port}`,
      `127.0.0.1:${port},evil.example`,
      `127.0.0.1:${port} evil.example`,
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
    const from = async (fetchSite: string, mode: string) =>
      (await get(site.server.port, '/', { headers: `Sec-Fetch-Site: ${fetchSite}\r\nSec-Fetch-Mode: ${mode}\r\n` })).status;
    expect(await from('cross-site', 'no-cors')).toBe(403);
    expect(await from('same-site', 'no-cors')).toBe(403);
    expect(await from('cross-site', 'navigate')).toBe(200);
    expect(await from('same-origin', 'cors')).toBe(200);
    expect(await from('none', 'navigate')).toBe(200);
    // A request that names another place, whatever its Host says.
    expect((await get(site.server.port, 'http://evil.example/')).status).toBe(400);
  });

  it('may only look', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      const { status, head } = await get(site.server.port, '/', { method });
      expect([method, status, head.includes('Allow: GET, HEAD')]).toEqual([method, 405, true]);
    }
    for (const path of ['/', storedRun, `${storedRun}/report`, `${storedRun}/download`, `${storedRun}/files/plan.json`, '/nothing']) {
      const [head, whole] = [await get(site.server.port, path, { method: 'HEAD' }), await get(site.server.port, path)];
      expect([path, head.status, head.body]).toEqual([path, whole.status, '']);
    }
    const { status } = await get(site.server.port, '/', { headers: 'Content-Length: 5\r\n' });
    expect([200, 400]).toContain(status);
  });

  it('gets headers that let nothing in and nothing out', async () => {
    for (const path of [
      '/',
      storedRun,
      `${storedRun}/report`,
      `${storedRun}/files/plan.json`,
      `${storedRun}/download`,
      '/assets/page.js',
      '/nothing',
      '/%zz',
    ]) {
      const { head } = await get(site.server.port, path);
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
    `${storedRun}/files/../../../../secret.txt`,
    `${storedRun}/files/..%2f..%2f..%2f..%2fsecret.txt`,
    `${storedRun}/files/%2e%2e/%2e%2e/%2e%2e/%2e%2e/secret.txt`,
    `${storedRun}/files/%252e%252e%252f%252e%252e%252fsecret.txt`,
    `${storedRun}/files/..\\..\\..\\secret.txt`,
    `${storedRun}/files/%c0%ae%c0%ae/secret.txt`,
    `${storedRun}/files/%00`,
    `${storedRun}/files/plan.json%00.txt`,
    `${storedRun}/files//etc/passwd`,
    `${storedRun}/files/%2fetc%2fpasswd`,
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
    const { status, body } = await get(site.server.port, path);
    expect([400, 404]).toContain(status);
    expect(body).not.toContain(secret);
    expect(body).not.toContain('root:');
  });

  it('is nothing that a link leads out to, and nothing that is no file', async () => {
    const dir = storeRun(results, { name: '20261121T063725.123Z-9' });
    symlinkSync(join(folder, 'secret.txt'), join(dir, 'leak.log'));
    symlinkSync(join(folder, 'secret.txt'), join(dir, 'report.html'));
    symlinkSync(folder, join(dir, 'logs'));
    symlinkSync(join(folder, 'elsewhere'), join(results, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere', '20261121T063725.123Z-8'), join(results, 'smoke', '20261121T063725.123Z-8'));
    rmSync(join(dir, 'verdict.json'));
    symlinkSync(join(folder, 'secret.txt'), join(dir, 'verdict.json'));
    spawnSync('mkfifo', [join(dir, 'pipe.log')]);
    // Nobody can tell a second name from the first one.
    linkSync(join(folder, 'secret.txt'), join(dir, 'second.log'));
    const other = '/runs/smoke/20261121T063725.123Z-9';
    await untilServed(site.server, other);
    for (const path of [
      'files/leak.log',
      'files/logs/secret.txt',
      'files/pipe.log',
      'files/trace',
      'files/second.log',
      'report',
      'files/verdict.json',
    ])
      expect([path, (await get(site.server.port, `${other}/${path}`)).status]).toEqual([path, 404]);
    for (const path of ['/runs/elsewhere/20261121T063725.123Z-8', '/runs/smoke/20261121T063725.123Z-8'])
      expect((await get(site.server.port, path)).status).toBe(404);
    const page = await get(site.server.port, other);
    expect(page.body).toContain('verdict.json cannot be read');
    expect(page.body).toContain('1 file with a second name (hard links)');
    expect(page.body).not.toContain(secret);
    const { body } = await get(site.server.port, '/');
    expect(body).not.toContain(secret);
    expect(await tarNames(await fetch(`${site.server.origin}${other}/download`))).toEqual([
      '20261121T063725.123Z-9/plan.json',
      '20261121T063725.123Z-9/NOT-IN-THIS-ARCHIVE',
    ]);
  });
});
