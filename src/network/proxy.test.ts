import { createServer } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { encodeFrame, FrameDecoder } from '../../nodes/runtime/index.ts';
import type { JsonObject } from '../core/index.ts';
import { lengthPrefixed, stream } from './framings/index.ts';
import { listen, openRig, type Rig, type Tap } from './test-rig.ts';

const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 2 });

/** A message says its type and which one it is: `append 1`. */
function message(text: string): Uint8Array {
  return encodeFrame(Buffer.from(text));
}

function describeText(payload: Uint8Array): { type: string; fields: JsonObject } | undefined {
  const [type = '', number] = Buffer.from(payload).toString().split(' ');
  return number === undefined ? undefined : { type, fields: { number: Number(number) } };
}

function texts(tap: Tap | undefined): string[] {
  return new FrameDecoder().feed(tap?.received() ?? Buffer.alloc(0)).map((payload) => Buffer.from(payload).toString());
}

let rig: Rig;
afterEach(() => rig.close());

async function open(framing: typeof lengthPrefixed = lengthPrefixed): Promise<Rig> {
  rig = await openRig(framing, describeText);
  return rig;
}

/** A caller that has said hello to the target, so that both sides are open. */
async function openPair(): Promise<{ caller: Tap; target: Tap }> {
  await open();
  const caller = rig.dial();
  caller.socket.write(message('hello'));
  await eventually(() => expect(texts(rig.taken[0])).toEqual(['hello']));
  const [target] = rig.taken;
  if (target === undefined) throw new Error('nothing was taken');
  return { caller, target };
}

const say = (tap: Tap, ...messages: readonly string[]): void => {
  for (const text of messages) tap.socket.write(message(text));
};

describe('without rules', () => {
  it.each([lengthPrefixed, stream])('carries the very bytes both ways: $name', async (framing) => {
    await open(framing);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 5000 }), { minLength: 1, maxLength: 6 }), async (parts) => {
        const caller = rig.dial();
        for (const part of parts) caller.socket.write(part);
        caller.socket.end();
        const all = Buffer.concat(parts);
        await eventually(() => expect(rig.taken.at(-1)?.state()).toBe('ended'));
        const target = rig.taken.at(-1);
        expect(target?.received().equals(all)).toBe(true);
        target?.socket.end(all);
        await eventually(() => expect(caller.state()).toBe('closed'));
        expect(caller.received().equals(all)).toBe(true);
      }),
      { numRuns: 20 },
    );
    await eventually(() => expect(rig.proxy.statistics.openConnections).toBe(0));
  });
});

describe('messages', () => {
  it('are dropped by type, one way', async () => {
    const { caller, target } = await openPair();
    rig.apply('f1', { kind: 'drop', match: { type: 'append' } });
    say(caller, 'append 1', 'vote 1', 'append 2', 'vote 2');
    say(target, 'append 3');
    await eventually(() => expect(texts(target)).toEqual(['hello', 'vote 1', 'vote 2']));
    await eventually(() => expect(texts(caller)).toEqual(['append 3']));
    expect(rig.table.effect('f1')).toMatchObject({ seen: 2, affected: 2 });
  });

  it('vanish in a cut link, on old connections and new ones, and only there', async () => {
    const { caller, target } = await openPair();
    rig.apply('cut', { kind: 'drop' });
    say(caller, 'append 1');
    const second = rig.dial();
    say(second, 'hello');
    await eventually(() => expect(rig.taken).toHaveLength(2));
    await eventually(() => expect(rig.table.effect('cut').affected).toBe(2));
    say(target, 'answer 1');
    await eventually(() => expect(texts(caller)).toEqual(['answer 1']));
    rig.table.remove('cut');
    say(caller, 'append 2');
    say(second, 'append 3');
    await eventually(() => expect(texts(target)).toEqual(['hello', 'append 2']));
    await eventually(() => expect(texts(rig.taken[1])).toEqual(['append 3']));
    expect([caller.state(), second.state()]).toEqual(['open', 'open']);
  });

  it('are delayed in order, also when the delay ends meanwhile', async () => {
    const { caller, target } = await openPair();
    rig.apply('slow', { kind: 'delay', latencyMs: 40, jitterMs: 20 });
    say(caller, 'append 1', 'append 2');
    await eventually(() => expect(rig.table.effect('slow').affected).toBe(2));
    expect(texts(target)).toEqual(['hello']);
    rig.table.remove('slow');
    say(caller, 'append 3');
    await eventually(() => expect(texts(target)).toEqual(['hello', 'append 1', 'append 2', 'append 3']));
  });

  it('are delivered twice in a row, and damaged so that only the CRC is wrong', async () => {
    const { caller, target } = await openPair();
    rig.apply('twice', { kind: 'duplicate', match: { type: 'append' } });
    rig.apply('broken', { kind: 'corrupt', match: { type: 'vote' } });
    say(caller, 'append 1', 'vote 1', 'other 1');
    await eventually(() => expect(texts(target)).toEqual(['hello', 'append 1', 'append 1', 'other 1']));
    const decoder = new FrameDecoder();
    decoder.feed(target.received());
    expect([decoder.damagedCount, decoder.broken]).toEqual([1, undefined]);
  });

  it('are overtaken', async () => {
    const { caller, target } = await openPair();
    rig.apply('late', { kind: 'reorder', withinMs: 1000, match: { fields: { number: 1 } } });
    say(caller, 'append 1', 'append 2');
    await eventually(() => expect(texts(target)).toEqual(['hello', 'append 2', 'append 1']));
  });

  it('are held, and come behind what has passed, even if their sender has gone', async () => {
    const { caller, target } = await openPair();
    rig.apply('held', { kind: 'hold', match: { type: 'append' } });
    say(caller, 'append 1', 'vote 1', 'append 2');
    caller.socket.end();
    await eventually(() => expect(texts(target)).toEqual(['hello', 'vote 1']));
    await eventually(() => expect(rig.table.effect('held').affected).toBe(2));
    expect(target.state()).toBe('open');
    rig.table.remove('held');
    await eventually(() => expect(target.state()).toBe('ended'));
    expect(texts(target)).toEqual(['hello', 'vote 1', 'append 1', 'append 2']);
  });

  it('obey a rule that a watcher applies for them', async () => {
    const { caller, target } = await openPair();
    const stop = rig.table.watch(({ type, fields }) => {
      if (type === 'append' && fields['number'] === 2) rig.apply('cut', { kind: 'drop' });
    });
    say(caller, 'append 1', 'append 2', 'append 3');
    await eventually(() => expect(rig.table.effect('cut').affected).toBe(2));
    stop();
    expect(texts(target)).toEqual(['hello', 'append 1']);
  });

  it('that the system does not know are touched by faults of the whole link only', async () => {
    await open();
    rig.apply('share', { kind: 'drop', probability: 0.99 }, { kind: 'duplicate' }, { kind: 'corrupt' }, { kind: 'hold', count: 5 });
    const caller = rig.dial();
    say(caller, 'hello');
    await eventually(() => expect(texts(rig.taken[0])).toEqual(['hello']));
    expect(rig.table.effect('share').seen).toBe(0);
  });
});

describe('connections', () => {
  it('are reset on both sides by a reset of either direction, once', async () => {
    const { caller, target } = await openPair();
    rig.applyBack('f1', { kind: 'reset' });
    await eventually(() => expect([caller.state(), target.state()]).toEqual(['reset', 'reset']));
    expect(rig.table.effect('f1').connectionsReset).toBe(1);
    const second = rig.dial();
    say(second, 'append 1');
    await eventually(() => expect(texts(rig.taken[1])).toEqual(['append 1']));
  });

  it('are refused while a rule says so, and where the target is down; open ones stay', async () => {
    const { caller, target } = await openPair();
    rig.apply('f1', { kind: 'refuse' });
    const refused = rig.dial();
    say(refused, 'append 1');
    await eventually(() => expect(refused.state()).toBe('reset'));
    expect(rig.table.effect('f1').connectionsRefused).toBe(1);
    say(caller, 'append 2');
    await eventually(() => expect(texts(target)).toEqual(['hello', 'append 2']));
    rig.table.remove('f1');
    const address = rig.target;
    rig.target = undefined;
    const down = rig.dial();
    await eventually(() => expect(down.state()).toBe('reset'));
    const unused = createServer();
    rig.target = await listen(unused);
    await new Promise((resolve) => unused.close(resolve));
    const closed = rig.dial();
    await eventually(() => expect(closed.state()).toBe('reset'));
    rig.target = address;
    expect(rig.proxy.statistics.refusedConnections).toBe(3);
    expect(rig.taken).toHaveLength(1);
  });

  it('remember their refusal by the port of the caller, once', async () => {
    await open();
    rig.target = undefined;
    const unused = createServer();
    const { port } = await listen(unused);
    await new Promise((resolve) => unused.close(resolve));
    const caller = rig.dial(port);
    await eventually(() => expect(caller.state()).toBe('reset'));
    expect([rig.proxy.refused(port), rig.proxy.refused(port), rig.proxy.refused(1)]).toEqual([true, false, false]);
  });

  it('go to where the target is now', async () => {
    const { caller, target } = await openPair();
    const restarted = createServer((socket) => socket.end('restarted'));
    rig.target = await listen(restarted);
    const second = rig.dial();
    await eventually(() => expect(second.received().toString()).toBe('restarted'));
    say(caller, 'append 1');
    await eventually(() => expect(texts(target)).toEqual(['hello', 'append 1']));
    second.socket.end();
    await new Promise((resolve) => restarted.close(resolve));
  });

  it('end on one side as they ended on the other, behind what is under way', async () => {
    const first = await openPair();
    rig.apply('slow', { kind: 'delay', latencyMs: 30 });
    say(first.caller, 'append 1');
    await eventually(() => expect(rig.table.effect('slow').seen).toBe(1));
    first.caller.socket.resetAndDestroy();
    // A reset that comes together with data may look like an end to the one who reads.
    await eventually(() => expect(first.target.state()).not.toBe('open'));
    expect(texts(first.target)).toEqual(['hello', 'append 1']);
    const caller = rig.dial();
    await eventually(() => expect(rig.taken).toHaveLength(2));
    rig.taken[1]?.socket.resetAndDestroy();
    await eventually(() => expect(caller.state()).toBe('reset'));
    const last = rig.dial();
    await eventually(() => expect(rig.taken).toHaveLength(3));
    rig.taken[2]?.socket.destroy();
    await eventually(() => expect(last.state()).toBe('ended'));
    last.socket.end();
    await eventually(() => expect(rig.proxy.statistics.openConnections).toBe(0));
  });

  it('make a fast sender wait for a slow reader, and lose nothing', async () => {
    const { caller, target } = await openPair();
    target.socket.pause();
    const payload = Buffer.alloc(1024 * 1024, 'x');
    const messageCount = 64;
    for (let i = 0; i < messageCount; i += 1) caller.socket.write(encodeFrame(payload));
    await eventually(() => expect(rig.proxy.statistics.stalls).toBe(1));
    expect(caller.socket.writableLength).toBeGreaterThan(0);
    caller.socket.end();
    target.socket.resume();
    await eventually(() => expect(target.state()).toBe('ended'));
    expect(target.received().length).toBe(message('hello').length + messageCount * encodeFrame(payload).length);
  });

  it('make a sender wait whose delayed messages are too many', async () => {
    const { caller, target } = await openPair();
    rig.apply('slow', { kind: 'delay', latencyMs: 50 });
    const payload = Buffer.alloc(1024 * 1024, 'x');
    for (let i = 0; i < 12; i += 1) caller.socket.write(encodeFrame(payload));
    caller.socket.end();
    await eventually(() => expect(target.state()).toBe('ended'));
    expect(rig.proxy.statistics.stalls).toBeGreaterThan(0);
    expect(target.received().length).toBe(message('hello').length + 12 * encodeFrame(payload).length);
  });

  it('are all gone when the proxy is closed, timers too', async () => {
    const { caller, target } = await openPair();
    rig.apply('slow', { kind: 'delay', latencyMs: 60_000, match: { type: 'append' } });
    rig.apply('held', { kind: 'hold', match: { type: 'vote' } });
    say(caller, 'append 1', 'vote 1');
    await eventually(() => expect(rig.table.effect('held').seen).toBe(1));
    const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    await Promise.all([1, 2].map(() => new Promise<void>((resolve) => rig.proxy.close(() => resolve()))));
    await eventually(() => expect([caller.state(), target.state()]).not.toContain('open'));
    expect(rig.proxy.statistics.openConnections).toBe(0);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThan(timers);
    rig.table.remove('held');
    expect(texts(target)).toEqual(['hello']);
  });
});

it('a stream is silenced by a cut for good, never damaged', async () => {
  await open(stream);
  const caller = rig.dial();
  caller.socket.write('one');
  await eventually(() => expect(rig.taken[0]?.received().toString()).toBe('one'));
  rig.apply('cut', { kind: 'drop' });
  caller.socket.write('two');
  await eventually(() => expect(rig.table.effect('cut').affected).toBe(1));
  rig.table.remove('cut');
  caller.socket.write('three');
  caller.socket.end();
  await eventually(() => expect(rig.taken[0]?.state()).toBe('ended'));
  expect(rig.taken[0]?.received().toString()).toBe('one');
});
