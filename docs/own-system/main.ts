/**
 * A primary copy, wrong on purpose: n1 takes every write and answers at once, tells the others afterwards, and every node answers
 * reads from what it holds. It keeps nothing on disk.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { parseArgs } from 'node:util';

const COPY_EVERY_MS = 200;
const COPY_TIMEOUT_MS = 500;

const { values } = parseArgs({ options: { id: { type: 'string' }, peer: { type: 'string', multiple: true } } });
const id = values.id ?? 'n1';
const peers = (values.peer ?? []).map((text) => text.split('=') as [name: string, address: string]);
const primary = [id, ...peers.map(([name]) => name)].sort()[0];

let version = 0;
let data: Record<string, unknown> = {};

const server = createServer(async (request, response) => {
  const [, place, key = ''] = (request.url ?? '').split('/');
  const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
  const body = request.method === 'GET' ? undefined : await readBody(request);
  if (place === 'status') return answer(200, { version });
  if (place === 'copy') {
    if (body.version > version) ({ version, data } = body);
    return answer(200, {});
  }
  if (request.method === 'GET') return answer(200, { value: data[key] ?? null });
  if (id !== primary) return answer(503, { error: 'not-leader', leader: primary });
  const seen = data[key] ?? null;
  if (body.expected !== undefined && body.expected !== seen) return answer(409, { error: 'precondition-failed', seen });
  data = { ...data, [key]: body.value };
  version += 1;
  answer(200, {});
  copy();
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.stdout.write(`${JSON.stringify({ ready: true, peerPort: port, clientPort: port })}\n`);
  if (id === primary) setInterval(copy, COPY_EVERY_MS);
});
process.on('SIGTERM', () => process.exit(0));

function copy(): void {
  const body = JSON.stringify({ version, data });
  for (const [, peer] of peers)
    fetch(`http://${peer}/copy`, { method: 'POST', body, signal: AbortSignal.timeout(COPY_TIMEOUT_MS) }).catch(() => {});
}

async function readBody(request: IncomingMessage) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}
