import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { processesOf, runCli } from './test-cli.ts';
import { makeProject } from './test-own-project.ts';

const folder = makeProject();
const project = folder.path;
afterAll(() => folder.remove());

describe('a system with a protocol of its own', () => {
  it('is asked by its own library, through proxies that lose nothing of what they cannot read', async () => {
    const server = [
      "import { createServer } from 'node:net';",
      "import { createServer as createHttp } from 'node:http';",
      "import { createInterface } from 'node:readline';",
      "import { appendFileSync, existsSync, readFileSync } from 'node:fs';",
      'const [client, status, file] = process.argv.slice(2);',
      "const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\\n').slice(0, -1) : [];",
      "const store = new Map(lines.map((line) => line.split('=')));",
      'const answer = ([command, key, value]) => {',
      "  if (command === 'GET') return store.get(key) ?? 'null';",
      "  appendFileSync(file, key + '=' + value + '\\n');",
      '  store.set(key, value);',
      "  return 'OK';",
      '};',
      'const serve = (socket) => {',
      "  socket.on('error', () => {});",
      "  createInterface({ input: socket }).on('line', (line) => socket.write(answer(line.split(' ')) + '\\n')).on('error', () => {});",
      '};',
      "createServer(serve).listen(client, '127.0.0.1');",
      "createHttp((_, response) => response.end('{}')).listen(status, '127.0.0.1');",
    ];
    const module = [
      "import { once } from 'node:events';",
      "import { connect } from 'node:net';",
      "import { asyncClient, defineSystem, ok } from 'faultline/system';",
      'export default defineSystem({',
      "  name: 'lines',",
      '  launch: ({ ports, dataFolder }) => ({',
      "    file: 'node',",
      `    args: [${JSON.stringify(join(project, 'lines-server.mjs'))}, String(ports.client), String(ports.status), dataFolder + '/log'],`,
      '    listens: { ...ports, peer: ports.client },',
      '  }),',
      '  client: asyncClient({',
      '    async open(address) {',
      '      const socket = connect(address);',
      "      await once(socket, 'connect');",
      "      socket.on('error', () => {});",
      '      return socket;',
      '    },',
      '    async attempt(socket, { f, key, value }) {',
      "      socket.write(f === 'read' ? 'GET ' + key + '\\n' : 'SET ' + key + ' ' + JSON.stringify(value) + '\\n');",
      "      const closed = once(socket, 'close').then(() => Promise.reject(new Error('it closed')));",
      "      const [line] = await Promise.race([once(socket, 'data'), closed]);",
      "      return ok(f === 'read' ? JSON.parse(line) : null);",
      '    },',
      '    close: (socket) => socket.destroy(),',
      '  }),',
      '});',
    ];
    writeFileSync(join(project, 'lines-server.mjs'), server.join('\n'));
    writeFileSync(join(project, 'lines.mjs'), module.join('\n'));
    const lines = ['name: lines', 'system: ./lines.mjs', 'nodes: 1', 'workload: { name: register, mix: { read: 1, write: 1 } }'];
    const more = [
      'timeLimit: 2s',
      'concurrency: 4',
      'limits: { minOkDuringFaults: 0 }',
      'nemesis: { faults: [kill], interval: 600ms, duration: 200ms }',
    ];
    writeFileSync(join(project, 'lines.yaml'), [...lines, ...more].join('\n'));
    const { code, stdout } = await runCli(project, 'run', 'lines.yaml', '--seed', '1', '--reporter', 'json');
    const { runs } = JSON.parse(stdout) as { runs: { outcome: string; ops: { ok: number } }[] };
    expect([code, runs]).toMatchObject([0, [{ outcome: 'pass' }]]);
    expect(processesOf(project)).toEqual([]);
  });
});
