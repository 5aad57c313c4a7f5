import { createServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { encodeFrame } from '../../nodes/runtime/index.ts';
import { message, openFrameRig, say, texts } from './test-frames.ts';
import { listen, type Rig, type Tap } from './test-rig.ts';

const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 2 });

let rig: Rig;
afterEach(() => rig.close());

/** A caller that has said hello to the target, so that both sides are open. */
async function openPair(): Promise<{ caller: Tap; target: Tap }> {
  rig = await openFrameRig();
  const caller = rig.dial();
  say(caller, 'hello');
  await eventually(() => expect(texts(rig.taken[0])).toEqual(['hello']));
  const [target] = rig.taken;
  if (target === undefined) throw new Error('nothing was taken');
  return { caller, target };
}

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
    rig = await openFrameRig();
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
