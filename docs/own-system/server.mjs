/**
 * An example to be replaced: a key-value store with one primary, n1. It writes every change to its disk before it answers; the other nodes ask it
 * for everything, and copy what it holds. With `--bug local-reads` they answer reads from their copies.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const COPY_EVERY_MS = 100;
const ASK_TIMEOUT_MS = 500;

const text = { type: 'string' };
const options = { id: text, 'client-port': text, 'peer-port': text, data: text, bug: text, peer: { ...text, multiple: true } };
const { values } = parseArgs({ options });
const { id, bug, data: folder, peer = [] } = values;
const addresses = new Map(peer.map((each) => each.split('=')));
const isPrimary = id === 'n1';
const log = join(folder, 'log');

/** Every change in order, as it is on the primary's disk; the store is what they come to. */
let changes = [];
let store = new Map();
if (isPrimary && existsSync(log)) for (const line of readFileSync(log, 'utf8').split('\n').slice(0, -1)) apply(JSON.parse(line));

const port = (name) => Number(values[name]);
createServer(answer).listen(port('client-port'), '127.0.0.1');
createServer(answer).listen(port('peer-port'), '127.0.0.1');
if (!isPrimary) void copy();

async function answer(request, response) {
  const body = await bodyOf(request);
  const [status, said] = await carryOut(request.method, request.url, body);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
}

async function carryOut(method, path, body) {
  if (path === '/status') return [200, { version: changes.length }];
  if (path === '/changes') return [200, changes];
  const key = path.slice('/kv/'.length);
  const isRead = method === 'GET';
  if (!isPrimary && !(isRead && bug === 'local-reads')) return forward(method, path, body);
  const seen = store.get(key) ?? null;
  if (isRead) return [200, { value: seen }];
  const { expected = seen, value } = JSON.parse(body);
  if (expected !== seen) return [409, { error: 'precondition-failed', seen }];
  keep([key, value]);
  return [200, {}];
}

/** Whether the primary has carried it out is not known where its answer does not come: that is no error that it certainly did not. */
async function forward(method, path, body) {
  try {
    const reply = await ask(method, path, body);
    return [reply.status, await reply.json()];
  } catch {
    return [502, { error: 'internal' }];
  }
}

function ask(method, path, body) {
  const signal = AbortSignal.timeout(ASK_TIMEOUT_MS);
  return fetch(`http://${addresses.get('n1')}${path}`, { method, signal, ...(method === 'GET' ? {} : { body }) });
}

/** On the disk first: an answer that a kill could take back would be a lost write. */
function keep(change) {
  const file = openSync(log, 'a');
  writeSync(file, `${JSON.stringify(change)}\n`);
  fsyncSync(file);
  closeSync(file);
  apply(change);
}

function apply(change) {
  changes.push(change);
  store.set(...change);
}

async function copy() {
  try {
    const reply = await ask('GET', '/changes');
    changes = await reply.json();
    store = new Map(changes);
  } catch {
    // It is asked again.
  }
  setTimeout(copy, COPY_EVERY_MS);
}

async function bodyOf(request) {
  let read = '';
  for await (const chunk of request) read += chunk;
  return read;
}
