// @ts-check
/**
 * What Faultline must know of a system to test it: how a node is started, how a client talks to it, and when all nodes hold the same. Put your
 * program where `server.mjs` is, and change what is said here until it is true of it. An editor knows every word: it is all typed.
 */
import { fileURLToPath } from 'node:url';
import { defineSystem, error, httpClient, isJsonObject, isOperationError, ok } from 'faultline/system';

export default defineSystem({
  name: 'example',
  description: 'A store with one primary: every node asks it, so that no answer is stale.',

  // One node, once for each of its starts. `ports` are free and stay this node's; `peers` are the addresses at which it must dial the others:
  // proxies, which the faults are in. A node that finds its peers in another way talks past them.
  launch: ({ node, peers, ports, dataFolder, variant, args }) => ({
    file: process.execPath, // or a program's path, or a name in PATH
    args: [
      fileURLToPath(new URL('./server.mjs', import.meta.url)),
      ...['--id', node, '--client-port', `${ports.client}`, '--peer-port', `${ports.peer}`, '--data', dataFolder],
      ...Object.entries(peers).flatMap(([name, address]) => ['--peer', `${name}=${address}`]),
      ...(variant === undefined ? [] : ['--bug', variant]),
      ...args,
    ],
    listens: { client: ports.client, peer: ports.peer }, // ready as soon as it answers `status` there
  }),

  // Asked of every node: when it starts, and after the faults, when all must come to hold the same. Any node must answer it, also alone.
  status: '/status',
  // Here: all have applied as many writes. Without this line the whole answers are compared.
  converged: (bodies) => new Set([...bodies.values()].map((body) => isJsonObject(body) && body['version'])).size === 1,

  client: httpClient({
    // The workload `register` asks for read, write and cas; `kv` for get, put, append, cas and delete.
    request({ f, key = '', value }) {
      const path = `/kv/${encodeURIComponent(key)}`;
      if (f === 'read') return { method: 'GET', path };
      if (f === 'write') return { method: 'PUT', path, body: { value } };
      if (f !== 'cas' || !Array.isArray(value)) throw new Error(`this client knows read, write and cas, not ${f}`);
      return { method: 'PUT', path, body: { expected: value[0] ?? null, value: value[1] ?? null } };
    },

    // Say only what is certain. A definite error (`not-leader`, `precondition-failed`, `temporarily-unavailable`, ...) claims that the operation
    // certainly had no effect; said of one that had, a right system looks broken. Whatever is not certain is `internal`. An answer that
    // did not come is no concern of this function: of a write it counts as "nobody knows".
    result(_operation, { status, body }) {
      const said = isJsonObject(body) ? body : {};
      if (status === 200) return ok(said['value'] ?? null);
      const code = said['error'];
      return isOperationError(code) ? error(code, 'seen' in said ? { seen: said['seen'] ?? null } : {}) : error('internal');
    },
  }),

  // Ways for the program to be wrong, for `--bug`: a harness that does not find them cannot be believed where it finds nothing.
  variants: [{ name: 'local-reads', description: 'Nodes answer reads from their own copy, which may be old.' }],
});
