import { badInput } from '../../../src/core/index.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Reads `127.0.0.1:7001`, `localhost:7001` or `[::1]:7001`. `what` names the option in the error. */
export function parseAddress(text: string, what: string): Address {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || !(port >= 1 && port <= 65_535))
    throw badInput('bad-address', `${what}: expected HOST:PORT with a port of 1 to 65535, like 127.0.0.1:7001, got '${text}'`);
  return { host, port };
}
