/**
 * Ports for nodes that must be told where to listen. They lie below those that the kernel gives away by itself: one of these could be the
 * near end of any connection just when a killed node wants it back.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { type Clock, FaultlineError, type Listening, type Ms, type NodeId } from '../../core/index.ts';

const LOOPBACK = '127.0.0.1';
/** Below are those that need rights, and well-known ones. */
const LOWEST_PORT = 10_000;
/** Where the kernel's own begin, where /proc does not say. */
const KERNEL_PORTS_FROM = 32_768;
/** A port that is taken is looked at again within this. */
export const TAKEN_PATIENCE_MS: Ms = 500;
const TAKEN_POLL_MS: Ms = 50;
/** Tried and found taken, before the search is given up. */
const TRIES_MAX = 1000;

/** As many ports as asked for, none of them taken now. Two runs at once seldom look at the same ones: where the search begins is drawn. */
export function findPorts(count: number, done: (error: Error | undefined, ports: readonly number[]) => void): void {
  const span = Math.max(count, kernelPortsFrom() - LOWEST_PORT);
  // No run depends on which ports these are: it is not the seed that draws them.
  let next = Math.floor(Math.random() * span);
  let tries = 0;
  const found: number[] = [];
  const look = (): void => {
    if (found.length === count) return done(undefined, found);
    if (tries - found.length >= TRIES_MAX) return done(nonePorts(count), found);
    tries += 1;
    const port = LOWEST_PORT + (next % span);
    next += 1;
    tryPort(port, (error) => {
      if (error === undefined) found.push(port);
      look();
    });
  };
  look();
}

/**
 * An error if a port of this node's is taken when it is to listen there. Somebody who only tries ports, as another run does, and what is just
 * ending are waited for.
 */
export function checkFree(
  node: NodeId,
  { client, peer, status = client }: Listening,
  clock: Clock,
  done: (error?: FaultlineError) => void,
): void {
  const deadline = clock.now() + TAKEN_PATIENCE_MS;
  checkPorts([...new Set([client, peer, status])]);

  function checkPorts(ports: readonly number[]): void {
    const [port, ...others] = ports;
    if (port === undefined) return done();
    tryPort(port, (error) => {
      if (error === undefined) checkPorts(others);
      else if (clock.now() >= deadline) done(portTaken(node, port, error));
      else clock.timer(TAKEN_POLL_MS, () => checkPorts(ports));
    });
  }
}

function tryPort(port: number, done: (error?: Error) => void): void {
  const server = createServer();
  server.once('error', (error) => done(error));
  server.listen({ host: LOOPBACK, port }, () => server.close(() => done()));
}

function kernelPortsFrom(): number {
  try {
    const from = Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10);
    return from > LOWEST_PORT ? from : KERNEL_PORTS_FROM;
  } catch {
    return KERNEL_PORTS_FROM;
  }
}

function portTaken(node: NodeId, port: number, { message }: Error): FaultlineError {
  const expected = `Port ${port} of ${LOOPBACK} is kept for node ${node} and must be free when it starts, but it is not (${message}).`;
  const advice = `Another program has taken it; or what ${node}'s command starts is not the server itself but a shell or a wrapper, and the server outlived it: let \`launch\` name the server.`;
  return new FaultlineError('port-taken', `${expected} ${advice}`);
}

function nonePorts(count: number): FaultlineError {
  return new FaultlineError(
    'no-ports',
    `Expected ${count} free ports of ${LOOPBACK} for the nodes, but ${TRIES_MAX} that were tried are taken.`,
  );
}
