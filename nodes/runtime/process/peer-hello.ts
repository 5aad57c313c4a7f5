/** The first frame of a connection: who dials, and of which system. Everything behind it is the protocol's. */
export interface PeerHello {
  readonly node: string;
  readonly system: string;
}

export function encodeHello({ node, system }: PeerHello): Uint8Array {
  return Buffer.from(JSON.stringify({ hello: node, system }));
}

/** undefined for anything else. */
export function decodeHello(payload: Uint8Array): PeerHello | undefined {
  if (payload.length > MAX_HELLO_BYTES) return undefined;
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(payload).toString());
  } catch {
    return undefined;
  }
  if (typeof raw !== 'object' || raw === null) return undefined;
  const { hello, system } = raw as Record<string, unknown>;
  return typeof hello === 'string' && typeof system === 'string' ? { node: hello, system } : undefined;
}

const MAX_HELLO_BYTES = 1024;
