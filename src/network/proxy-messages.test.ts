import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FrameDecoder } from '../../nodes/runtime/index.ts';
import { lengthPrefixed, stream } from './framings/index.ts';
import { openFrameRig, say, texts } from './test-frames.ts';
import type { Rig, Tap } from './test-rig.ts';

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

describe('without rules', () => {
  it.each([lengthPrefixed, stream])('carries the very bytes both ways: $name', async (framing) => {
    rig = await openFrameRig(framing);
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
    rig = await openFrameRig();
    rig.apply('share', { kind: 'drop', probability: 0.99 }, { kind: 'duplicate' }, { kind: 'corrupt' }, { kind: 'hold', count: 5 });
    const caller = rig.dial();
    say(caller, 'hello');
    await eventually(() => expect(texts(rig.taken[0])).toEqual(['hello']));
    expect(rig.table.effect('share').seen).toBe(0);
  });
});

it('a stream is silenced by a cut for good, never damaged', async () => {
  rig = await openFrameRig(stream);
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
