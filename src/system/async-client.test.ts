import { describe, expect, it } from 'vitest';
import type { AttemptResult, ClientContext, Operation } from '../core/index.ts';
import { error, ok } from './answers.ts';
import { type AsyncClientOptions, asyncClient } from './async-client.ts';

const write: Operation = { f: 'write', key: 'k', value: 1, readOnly: false };
const identity = { session: 'p0', sequence: 1 };
const context = {
  address: (node: string, done: (failure: undefined, address: { host: string; port: number }) => void) =>
    done(undefined, { host: node, port: 1 }),
} as unknown as ClientContext;

/** A connection of a library's: a number, and what was done to it. */
interface Wire {
  readonly number: number;
  isClosed: boolean;
}

describe('asyncClient', () => {
  it('keeps one connection to each node', async () => {
    const { attempt, wires } = rig({ attempt: () => Promise.resolve(ok()) });
    expect(await attempt('n1')).toEqual(ok());
    expect(await attempt('n1')).toEqual(ok());
    expect(await attempt('n2')).toEqual(ok());
    expect(wires.map(({ isClosed }) => isClosed)).toEqual([false, false]);
  });

  it('says that an attempt was certainly not made if there was no connection to make it on, and opens another next time', async () => {
    const failures = [new Error('not now')];
    const { attempt, wires } = rig({
      opening: () => (failures.length > 0 ? Promise.reject(failures.pop()) : Promise.resolve()),
      attempt: () => Promise.resolve(ok()),
    });
    expect(await attempt('n1')).toEqual(error('refused'));
    expect([await attempt('n1'), wires.length]).toEqual([ok(), 1]);
  });

  it.each<[string, () => Promise<AttemptResult>]>([
    ['is rejected', () => Promise.reject(new Error('connection lost'))],
    ['throws at once', () => JSON.parse('{')],
  ])('knows nothing of an attempt that %s, and ends its connection', async (_, fail) => {
    const { attempt, wires } = rig({ attempt: (_wire, count) => (count === 1 ? fail() : Promise.resolve(ok())) });
    expect(await attempt('n1')).toEqual(error('internal'));
    expect(await attempt('n1')).toEqual(ok());
    expect(wires.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  });

  it('uses a connection no more after an indefinite error that the adapter returns, and goes on with it after a definite one', async () => {
    const answers = [error('not-leader'), error('internal'), ok(1)];
    const { attempt, wires } = rig({ attempt: (_wire, count) => Promise.resolve(answers[count - 1] ?? ok()) });
    expect([await attempt('n1'), wires.map(({ isClosed }) => isClosed)]).toEqual([error('not-leader'), [false]]);
    expect([await attempt('n1'), await attempt('n1')]).toEqual([error('internal'), ok(1)]);
    expect(wires.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  });

  it('hands up why an attempt failed, and writes nothing itself', async () => {
    const told: string[] = [];
    const { attempt } = rig({ attempt: () => Promise.reject(new Error('wrong password')), tell: (words) => told.push(words) });
    await attempt('n1');
    expect(told).toEqual(['an attempt failed: wrong password']);
  });

  it('hears nothing of an attempt that was given up, whenever its answer comes, and never uses its connection again', async () => {
    const late: ((result: AttemptResult) => void)[] = [];
    const { client, attempt, wires, results } = rig({
      attempt: (_wire, count) => (count === 1 ? new Promise((resolve) => late.push(resolve)) : Promise.resolve(ok(2))),
    });
    client.attempt('n1', write, identity, (result) => results.push(result));
    await turns();
    client.abandon();
    const second = attempt('n1');
    late[0]?.(ok(1));
    expect(await second).toEqual(ok(2));
    expect([results, wires.map(({ isClosed }) => isClosed)]).toEqual([[ok(2)], [true, false]]);
  });

  it('does not make an attempt that was given up before its connection was open, and ends what then opens', async () => {
    let open: (() => void) | undefined;
    let made = 0;
    const { client, wires, results } = rig({
      opening: () =>
        new Promise<void>((resolve) => {
          open = resolve;
        }),
      attempt: () => {
        made += 1;
        return Promise.resolve(ok());
      },
    });
    client.attempt('n1', write, identity, (result) => results.push(result));
    await turns();
    client.close();
    open?.();
    await turns();
    expect([made, results, wires.map(({ isClosed }) => isClosed)]).toEqual([0, [], [true]]);
  });
});

interface Rig {
  readonly opening?: () => Promise<void>;
  readonly attempt: (wire: Wire, count: number) => Promise<AttemptResult>;
  readonly tell?: (words: string) => void;
}

function rig({ opening = () => Promise.resolve(), attempt, tell = () => {} }: Rig) {
  const wires: Wire[] = [];
  const results: AttemptResult[] = [];
  let count = 0;
  const options: AsyncClientOptions<Wire> = {
    async open() {
      await opening();
      const wire = { number: wires.length, isClosed: false };
      wires.push(wire);
      return wire;
    },
    attempt(wire) {
      expect(wire.isClosed).toBe(false);
      count += 1;
      return attempt(wire, count);
    },
    close(wire) {
      wire.isClosed = true;
    },
  };
  const client = asyncClient(options)({ ...context, tell });
  const once = (node: string): Promise<AttemptResult> =>
    new Promise((resolve) =>
      client.attempt(node, write, identity, (result) => {
        results.push(result);
        resolve(result);
      }),
    );
  return { client, attempt: once, wires, results };
}

/** Everything that waits for nothing but its turn has had it. */
function turns(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
