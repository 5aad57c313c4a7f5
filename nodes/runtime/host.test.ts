import { describe, expect, it } from 'vitest';
import { drawUnit } from '../../src/core/index.ts';
import { type Env, FATAL_EXIT_CODE, readStamped } from './index.ts';
import { startedWorld, TestWorld } from './test-world.ts';

describe('a step', () => {
  it('writes its trace in one go, and only then lets what it asked for leave, in order', () => {
    const world = startedWorld();
    world.step((env) => {
      env.send('n2', 'hello');
      env.trace('did', { what: 1 });
      env.disk.append('wal', Buffer.from('a'), [], () => {});
      env.send('n3', 'quiet');
      expect(world.log).toEqual([]);
    });
    expect(world.log).toEqual(['trace 2', 'send n2 hello', 'append wal a', 'send n3 quiet']);
    expect(world.trace).toEqual([
      { node: 'n1', boot: 1, seq: 1, at: 10, event: 'send', to: 'n2', type: 'hello', size: 5 },
      { node: 'n1', boot: 1, seq: 2, at: 10, event: 'did', what: 1 },
    ]);
  });

  it('copies messages and bytes when they are asked for', () => {
    const world = startedWorld();
    const bytes = Buffer.from('abc');
    world.step((env) => {
      env.disk.append('wal', bytes, [], () => {});
      bytes.fill(0x78);
    });
    expect(world.log).toEqual(['append wal abc']);
  });

  it('is never entered by another one: what the world calls back meanwhile waits', () => {
    const world = startedWorld();
    const order: string[] = [];
    world.step((env) => {
      order.push('one begins');
      world.onStep = () => order.push('two');
      world.receive('n3', 'nested');
      env.trace('one', {});
      order.push('one ends');
    });
    expect(order).toEqual(['one begins', 'one ends', 'two']);
  });

  it('that throws ends the node with code 70: its trace is kept, nothing else leaves, nothing is delivered any more', () => {
    const world = startedWorld();
    world.step((env) => {
      env.timer(5, () => {});
      env.trace('before', {});
      env.send('n2', 'lost');
      throw new Error('a bug');
    });
    expect(world.log).toEqual(['trace 2', `exit ${FATAL_EXIT_CODE} Error: a bug`]);
    expect(world.timers.size).toBe(0);
    let delivered = false;
    world.onStep = () => {
      delivered = true;
    };
    world.receive('n2', 'late');
    world.host.request({ method: 'GET', path: '/' }, () => {
      delivered = true;
    });
    expect(delivered).toBe(false);
  });

  it('ends the node the same way by fatal', () => {
    const world = startedWorld();
    world.step((env) => {
      env.trace('before', {});
      env.send('n2', 'lost');
      env.fatal('the disk is gone');
      env.trace('after', {});
      env.send('n2', 'lost too');
    });
    expect(world.log).toEqual(['trace 2', `exit ${FATAL_EXIT_CODE} the disk is gone`]);
  });

  it('lets nothing leave whose trace could not be written', () => {
    const world = startedWorld({ traceFails: true });
    world.step((env) => {
      env.trace('said', {});
      env.send('n2', 'lost');
    });
    expect(world.log).toEqual([`exit ${FATAL_EXIT_CODE} Error: no space left`]);
  });

  it('is the only place where Env may be used', () => {
    const world = startedWorld();
    expect(() => world.env?.send('n2', 'x')).toThrow('outside of a step');
    expect(() => world.env?.trace('x', {})).toThrow('outside of a step');
  });
});

describe('the trace', () => {
  it("takes no event or field of the runtime's own from a protocol", () => {
    for (const forge of [
      (env: Env<string>) => env.trace('persist', {}),
      (env: Env<string>) => env.trace('send', {}),
      (env: Env<string>) => env.trace('receive', {}),
      (env: Env<string>) => env.trace('x', { seq: 1 }),
    ]) {
      const world = startedWorld();
      world.step(forge);
      expect(world.log).toHaveLength(1);
      expect(world.log[0]).toMatch(/^exit 70 Error: trace: .*is the runtime's own|^exit 70 Error: trace: .*are the runtime's own/);
    }
  });
});

describe('delivery', () => {
  it('begins when the protocol is ready; earlier messages are dropped, earlier requests are sent away', () => {
    let ready: (error?: Error) => void = () => {};
    const seen: string[] = [];
    const world = new TestWorld({
      start: (done) => {
        ready = done;
        world.env?.disk.read('wal', () => ready());
      },
      message: (from, message) => seen.push(`${from} ${message}`),
    });
    world.host.start(() => world.log.push('ready'));
    world.receive('n2', 'early');
    const answers: number[] = [];
    world.host.request({ method: 'GET', path: '/' }, ({ status }) => answers.push(status));
    world.answer();
    world.receive('n2', 'late');
    world.receive('n2', Buffer.from([0]));
    world.host.message('n2', Buffer.from('short'));
    expect(seen).toEqual(['n2 late']);
    expect(answers).toEqual([503]);
    expect(world.log.at(-1)).toBe('ready');
    expect(world.host.statistics).toEqual({ messagesIn: 1, messagesOut: 0, messagesEarly: 1, messagesMalformed: 2, requests: 1 });
  });

  it('is noted before the protocol sees the message, with the event that sent it; what no trace tells of is not', () => {
    const world = startedWorld();
    world.onStep = (env) => env.trace('took', {});
    world.receive('n2', 'hello', { boot: 3, seq: 70_000 });
    world.receive('n2', 'quiet');
    world.receive('n2', Buffer.from([0]), { boot: 3, seq: 70_001 });
    expect(world.trace.map(({ event, from, fromBoot, fromSeq }) => [event, from, fromBoot, fromSeq])).toEqual([
      ['receive', 'n2', 3, 70_000],
      ['took', undefined, undefined, undefined],
      ['took', undefined, undefined, undefined],
    ]);
  });

  it('is of the very bytes that were sent, and their stamp is the number of the send event', () => {
    const world = startedWorld({ boot: 2 });
    const sent: Uint8Array[] = [];
    world.onSend = (bytes) => sent.push(bytes);
    world.step((env) => {
      env.trace('first', {});
      env.send('n2', 'hello');
      env.send('n3', 'quiet');
    });
    expect(
      sent.map((bytes) => readStamped(bytes)).map((stamped) => [stamped?.boot, stamped?.seq, String(Buffer.from(stamped?.content ?? []))]),
    ).toEqual([
      [2, 2, 'hello'],
      [2, 0, 'quiet'],
    ]);
    expect(readStamped(new Uint8Array(8))).toBeUndefined();
  });

  it('does not begin if the start fails', () => {
    const world = new TestWorld({ start: (ready) => ready(new Error('corrupt record in wal at byte 12')) });
    world.host.start(() => world.log.push('ready'));
    expect(world.log).toEqual(['exit 70 the node cannot start: corrupt record in wal at byte 12']);
  });

  it('answers a request once, and not at all once it is cancelled', () => {
    const requests: number[] = [];
    const cancelled: number[] = [];
    const world: TestWorld = new TestWorld({
      request: (id) => requests.push(id),
      cancelled: (id) => cancelled.push(id),
      message: () => world.env && world.onStep(world.env),
    });
    world.host.start(() => {});
    const answers: string[] = [];
    for (const name of ['a', 'b']) world.host.request({ method: 'GET', path: `/${name}` }, ({ body }) => answers.push(`${name} ${body}`));
    const [first = 0, second = 0] = requests;
    world.host.cancelled(second);
    world.host.cancelled(second);
    world.step((env) => {
      for (const body of ['one', 'two']) env.reply(first, { status: 200, body });
      env.reply(second, { status: 200, body: 'nobody waits' });
    });
    world.host.cancelled(first);
    expect(answers).toEqual(['a one']);
    expect(cancelled).toEqual([second]);
  });

  it('ends with stop: no timer, no callback', () => {
    const world = startedWorld();
    let calls = 0;
    world.step((env) => {
      env.timer(5, () => {
        calls += 1;
      });
      env.disk.append('wal', Buffer.from('a'), [], () => {
        calls += 1;
      });
    });
    world.host.stop();
    world.answer();
    expect(world.timers.size).toBe(0);
    expect(calls).toBe(0);
  });
});

describe('timers and draws', () => {
  it('fire as steps, and not once cancelled', () => {
    const world = startedWorld();
    const fired: string[] = [];
    world.step((env) => {
      const gone = env.timer(1, () => fired.push('gone'));
      env.timer(2, () => fired.push('kept'));
      env.cancel(gone);
    });
    expect(world.timers.size).toBe(1);
    world.fire();
    expect(fired).toEqual(['kept']);
    world.step((env) => env.timer(Number.NaN, () => {}));
    expect(world.log.at(-1)).toContain('a timer must wait 0 to 2147483647 ms');
  });

  it('are keyed by seed, node, boot and how many came before', () => {
    const draws: number[] = [];
    const world = startedWorld({ seed: 99, boot: 3 });
    world.step((env) => draws.push(env.random(), env.random()));
    expect(draws).toEqual([drawUnit(99, 'n1', 3, 1), drawUnit(99, 'n1', 3, 2)]);
  });
});
