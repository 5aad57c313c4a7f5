import { readFileSync } from 'node:fs';
import net from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLocalClock, type LocalClock } from './clock.ts';
import { watchLag } from './lag.ts';

const clocks: LocalClock[] = [];
const openClock = (): LocalClock => {
  const clock = createLocalClock();
  clocks.push(clock);
  return clock;
};
afterEach(() => {
  for (const clock of clocks.splice(0)) clock.stop();
});

describe('the local clock', () => {
  it('counts from its start, in milliseconds of at most three decimals', async () => {
    const clock = openClock();
    const first = clock.now();
    await vi.waitUntil(() => clock.now() > first);
    expect(first).toBeGreaterThanOrEqual(0);
    for (const ms of [first, clock.now()]) expect(Math.round(ms * 1000) / 1000).toBe(ms);
  });

  it('never fires before its time, and fires in order', async () => {
    const clock = openClock();
    const fired: { firesAt: number; early: number }[] = [];
    for (const after of [7.3, 0, 3, 12]) {
      const timer = clock.timer(after, () => fired.push({ firesAt: timer.firesAt, early: timer.firesAt - clock.now() }));
    }
    await vi.waitUntil(() => fired.length === 4);
    // On a busy machine time goes on between two of the calls: what counts is when each is due.
    expect(fired.map(({ firesAt }) => firesAt)).toEqual(fired.map(({ firesAt }) => firesAt).sort((a, b) => a - b));
    expect(fired.filter(({ early }) => early > 0)).toEqual([]);
  });

  it('keeps the order of many timers, also when all are late', async () => {
    const clock = openClock();
    const fired: number[] = [];
    const from = clock.now();
    const timers = Array.from({ length: 200 }, (_, i) => (i * 37) % 50).map((after) => {
      const timer = clock.timer(after, () => fired.push(timer.firesAt));
      return timer;
    });
    const cancelled = timers.filter((_, index) => index % 3 === 0);
    for (const timer of cancelled) clock.cancel(timer);
    while (clock.now() < from + 30);
    await vi.waitUntil(() => fired.length >= timers.length - cancelled.length);
    const kept = timers.filter((timer) => !cancelled.includes(timer)).map(({ firesAt }) => firesAt);
    expect(fired).toEqual(kept.sort((a, b) => a - b));
  });

  it('fires nothing that was cancelled, nor anything after its stop', async () => {
    const clock = openClock();
    const other = openClock();
    const fired: string[] = [];
    clock.cancel(clock.timer(1, () => fired.push('cancelled')));
    clock.timer(2, () => fired.push('stopped'));
    clock.stop();
    clock.timer(0, () => fired.push('late'));
    await new Promise<void>((resolve) => other.timer(5, resolve));
    expect(fired).toEqual([]);
  });

  it('tells its zero on the clock that processes of this machine share', () => {
    const clock = openClock();
    const [uptimeSeconds = '0'] = readFileSync('/proc/uptime', 'utf8').split(' ');
    // CLOCK_BOOTTIME and CLOCK_MONOTONIC differ by the time the machine slept, which is none while a test runs.
    expect(clock.monotonicStartMs).toBeGreaterThan(0);
    expect(clock.monotonicStartMs).toBeLessThanOrEqual(Number(uptimeSeconds) * 1000 + 20);
  });

  it('lets what has arrived be read before a time-out counts, also through a proxy of this process', async () => {
    const clock = openClock();
    const accepted: net.Socket[] = [];
    const node = net.createServer((socket) => accepted.push(socket));
    const proxy = net.createServer((caller) => {
      const onward = net.connect((node.address() as net.AddressInfo).port, '127.0.0.1');
      caller.pipe(onward).pipe(caller);
    });
    for (const server of [node, proxy]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = net.connect((proxy.address() as net.AddressInfo).port, '127.0.0.1');
    client.write('question');
    await vi.waitUntil(() => accepted.length === 1);
    const order: string[] = [];
    client.on('data', () => order.push('answer'));
    // Begun behind the poll phase, so that the next thing the event loop looks at are its timers.
    await new Promise<void>((resolve) =>
      setImmediate(() => {
        clock.timer(1, () => {
          order.push('time-out');
          resolve();
        });
        accepted[0]?.write('answer');
        // Busy until the time-out has long been due, with the answer unread.
        for (const until = clock.now() + 10; clock.now() < until; );
      }),
    );
    expect(order).toEqual(['answer', 'time-out']);
    for (const socket of [client, ...accepted]) socket.destroy();
    for (const server of [node, proxy]) await new Promise((resolve) => server.close(resolve));
  });
});

describe('the lag watch', () => {
  it('tells of a stretch in which the event loop stood still', async () => {
    const clock = openClock();
    const lags: { fromMs: number; toMs: number }[] = [];
    const stop = watchLag(clock, 100, (lag) => lags.push(lag));
    const from = clock.now();
    while (clock.now() < from + 300);
    const to = clock.now();
    await vi.waitUntil(() => lags.length > 0);
    stop();
    expect(lags[0]?.fromMs).toBeLessThan(to);
    expect(lags[0]?.toMs).toBeGreaterThanOrEqual(to);
  });
});
