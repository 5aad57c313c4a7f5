import { describe, expect, it } from 'vitest';
import { defaultSimulation } from '../../core/index.ts';
import { createToy, drive } from './test-toy.ts';

const { network } = defaultSimulation;
const toAll = (message: string) => (env: { peers: readonly string[]; send(to: string, message: string): void }) => {
  for (const peer of env.peers) env.send(peer, message);
};

describe('a simulated cluster', () => {
  it('carries messages in virtual time, and the same ones at the same times in every run', () => {
    const play = (seed: number) => {
      const toy = createToy({ seed });
      drive(toy, (finish) => {
        toy.run('n1', toAll('hello'));
        toy.cluster.clock.timer(1000, finish);
      });
      return { said: toy.said, lines: toy.lines, digest: toy.cluster.journal.digest() };
    };
    const [one, two, other] = [play(1), play(1), play(2)];
    expect(one.said.map((line) => line.split(' ').slice(1).join(' ')).sort()).toEqual(['n2/1 got hello from n1', 'n3/1 got hello from n1']);
    expect(two).toEqual(one);
    expect(other.digest).not.toBe(one.digest);
  });

  it('keeps the order of a link if the network is ordered, and not else', () => {
    const received = (ordered: boolean) => {
      const toy = createToy({ simulation: { network: { ...network, meanLatencyMs: 20, ordered } } });
      drive(toy, (finish) => {
        toy.run('n1', (env) => {
          for (let i = 0; i < 20; i += 1) env.send('n2', `m ${i}`);
        });
        toy.cluster.clock.timer(1000, finish);
      });
      return toy.said.map((line) => Number(line.split(' ')[4]));
    };
    const inOrder = Array.from({ length: 20 }, (_, i) => i);
    expect(received(true)).toEqual(inOrder);
    expect(received(false)).not.toEqual(inOrder);
    expect(received(false).sort((a, b) => a - b)).toEqual(inOrder);
  });

  it('loses and doubles the share of messages that the plan says', () => {
    const toy = createToy({ simulation: { network: { ...network, lossProbability: 0.3, duplicateProbability: 0.2 } } });
    drive(toy, (finish) => {
      toy.run('n1', (env) => {
        for (let i = 0; i < 1000; i += 1) env.send('n2', `m ${i}`);
      });
      toy.cluster.clock.timer(1000, finish);
    });
    const counts = new Map<string, number>();
    for (const line of toy.said) counts.set(line, (counts.get(line) ?? 0) + 1);
    const arrived = new Set(toy.said.map((line) => line.split(' ')[4])).size;
    expect(arrived).toBeGreaterThan(640);
    expect(arrived).toBeLessThan(760);
    expect(toy.said.length / arrived).toBeGreaterThan(1.13);
    expect(toy.said.length / arrived).toBeLessThan(1.27);
    expect(toy.lines.filter((line) => line.includes(' drop '))).toHaveLength(1000 - arrived);
  });

  it('obeys the rules of links', () => {
    const toy = createToy();
    drive(toy, (finish) => {
      const { links, clock } = toy.cluster;
      links.apply('cut', 0, [{ link: { from: 'n1', to: 'n2' }, rule: { kind: 'drop' } }]);
      links.apply('slow', 1, [{ link: { from: 'n1', to: 'n3' }, rule: { kind: 'delay', latencyMs: 300 } }]);
      links.apply('damage', 2, [{ link: { from: 'n2', to: 'n3' }, rule: { kind: 'corrupt' } }]);
      toy.run('n1', toAll('one'));
      toy.run('n2', (env) => env.send('n3', 'damaged'));
      clock.timer(400, () => {
        links.remove('cut');
        toy.run('n1', toAll('two'));
        clock.timer(400, finish);
      });
    });
    expect(toy.said.map((line) => line.split(' ').slice(1).join(' '))).toEqual([
      'n3/1 got one from n1',
      'n2/1 got two from n1',
      'n3/1 got two from n1',
    ]);
    expect(Number(toy.said[0]?.split(' ')[0])).toBeGreaterThan(300);
    expect(toy.cluster.links.effect('cut')).toMatchObject({ seen: 1, affected: 1 });
    expect(toy.cluster.links.effect('damage')).toMatchObject({ affected: 1 });
  });

  it('holds messages, timers and requests of a paused node until it goes on', () => {
    const toy = createToy();
    drive(toy, (finish) => {
      toy.run('n2', (env, say) => env.timer(50, () => say('timer')));
      toy.cluster.clock.timer(10, () => toy.cluster.pause('n2', () => toy.run('n1', (env) => env.send('n2', 'hello'))));
      toy.cluster.clock.timer(500, () => toy.cluster.resume('n2', () => toy.cluster.clock.timer(1, finish)));
    });
    expect(toy.said.map((line) => line.split(' ').slice(1).join(' '))).toEqual(['n2/1 got hello from n1', 'n2/1 timer']);
    expect(Number(toy.said[0]?.split(' ')[0])).toBeGreaterThanOrEqual(500);
  });

  it('drops the timers and callbacks of a killed node, and starts the next boot from its disk', () => {
    const toy = createToy();
    drive(toy, (finish) => {
      toy.run('n1', (env, say) => {
        env.timer(50, () => say('never'));
        env.disk.append('file', Buffer.from('kept'), [], () => env.disk.sync('file', () => say('synced')));
      });
      toy.cluster.clock.timer(40, () => toy.cluster.kill('n1', () => toy.cluster.start('n1', { args: [], config: {} }, again)));
      const again = () => {
        toy.run('n1', (env, say) => env.disk.read('file', (_error, bytes) => say(`read ${Buffer.from(bytes ?? []).toString()}`)));
        toy.cluster.clock.timer(100, finish);
      };
    });
    expect(toy.said.map((line) => line.split(' ').slice(1).join(' '))).toEqual(['n1/1 synced', 'n1/2 read kept']);
  });

  it('tells a dead node by itself, and breaks the connections of clients to a killed one', () => {
    const toy = createToy();
    const replies: string[] = [];
    drive(toy, (finish) => {
      const idle = toy.cluster.connect('c0', 'n1');
      idle.send({ method: 'GET', path: '/none' }, (reply) => replies.push(JSON.stringify(reply)));
      toy.run('n2', (env) => env.fatal('cannot go on'));
      toy.cluster.clock.timer(20, () => toy.cluster.kill('n1', () => undefined));
      toy.cluster.clock.timer(40, () => {
        replies.push(`open ${idle.open}`);
        toy.cluster.connect('c0', 'n1').send({ method: 'GET', path: '/' }, (reply) => replies.push(JSON.stringify(reply)));
        toy.cluster.clock.timer(20, finish);
      });
    });
    expect(replies).toEqual(['{"ok":true,"response":{"status":200,"body":{"boot":1}}}', 'open false', '{"ok":false,"error":"refused"}']);
    expect(toy.deaths).toEqual(['n2: exit code 70']);
  });

  it('cuts the power of several at one instant: what was not synced may be gone', () => {
    const kept = new Set<string>();
    for (let seed = 1; seed <= 40; seed += 1) {
      const toy = createToy({ seed });
      drive(toy, (finish) => {
        toy.run('n1', (env) => {
          env.disk.append('file', Buffer.from('durable '), [], () =>
            env.disk.sync('file', () => env.disk.append('file', Buffer.from('unsynced'), [], () => undefined)),
          );
        });
        toy.cluster.clock.timer(50, () =>
          toy.cluster.powerCut(['n1', 'n2'], () =>
            toy.cluster.start('n1', { args: [], config: {} }, () => {
              toy.run('n1', (env, say) => env.disk.read('file', (_error, bytes) => say(`read ${Buffer.from(bytes ?? []).toString()}`)));
              toy.cluster.clock.timer(50, finish);
            }),
          ),
        );
      });
      kept.add(toy.said.at(-1)?.split('read ')[1] ?? '');
    }
    expect([...kept].every((text) => 'durable unsynced'.startsWith(text) && text.startsWith('durable '))).toBe(true);
    expect(kept.has('durable ')).toBe(true);
    expect(kept.has('durable unsynced')).toBe(true);
    expect(kept.size).toBeGreaterThan(3);
  });

  it('shows a node the clock that its rule says, never going back, with timers at its pace', () => {
    const toy = createToy({ nodes: ['n1'] });
    const shown: number[] = [];
    const look = (): void => toy.run('n1', (env) => shown.push(env.now()));
    drive(toy, (finish) => {
      const { clock } = toy.cluster;
      toy.cluster.skew('n1', { offsetMs: 500, driftPpm: 100_000 }, () => {
        look();
        toy.run('n1', (env, say) => env.timer(110, () => say('timer')));
        clock.timer(1000, () => {
          look();
          toy.cluster.skew('n1', undefined, () => {
            look();
            clock.timer(2000, () => {
              look();
              clock.timer(1, finish);
            });
          });
        });
      });
    });
    const [first = 0, second = 0, third = 0, last = 0] = shown;
    expect(first).toBeCloseTo(520, 0);
    expect(second - first).toBeCloseTo(1100, 0);
    expect(third).toBe(second);
    // It stays ahead by the jump and by what it gained, and goes on at the right pace.
    expect(last - third).toBeCloseTo(2000, 0);
    expect(Number(toy.said[0]?.split(' ')[0])).toBeCloseTo(120, 0);
  });

  it('lets a clock that is put behind stand still until it has caught up', () => {
    const toy = createToy({ nodes: ['n1'] });
    const shown: number[] = [];
    const look = (): void => toy.run('n1', (env) => shown.push(env.now()));
    drive(toy, (finish) => {
      const { clock } = toy.cluster;
      toy.cluster.skew('n1', { offsetMs: -300, driftPpm: 0 }, () => {
        look();
        clock.timer(200, look);
        clock.timer(1000, () => {
          look();
          clock.timer(1, finish);
        });
      });
    });
    const [first = 0, second = 0, last = 0] = shown;
    expect(second).toBe(first);
    expect(last).toBeCloseTo(720, 0);
  });

  it('serves what a client sent before it gave up: only the answer goes nowhere', () => {
    const toy = createToy();
    const heard: string[] = [];
    drive(toy, (finish) => {
      toy.cluster.pause('n1', () => {
        toy.onRequest = (env, say) => say(`served in boot ${env.boot}`);
        const connection = toy.cluster.connect('c0', 'n1');
        connection.send({ method: 'PUT', path: '/late' }, () => heard.push('answered'));
        toy.cluster.clock.timer(50, () => connection.close());
        toy.cluster.clock.timer(100, () => toy.cluster.resume('n1', () => toy.cluster.clock.timer(50, finish)));
      });
    });
    expect(toy.said.map((line) => line.split(' ').slice(1).join(' '))).toEqual(['n1/1 served in boot 1']);
    expect(heard).toEqual([]);
  });

  it('closes the real world while it runs, and opens it again', () => {
    const forbidden: (() => unknown)[] = [
      () => Date.now(),
      () => new Date(),
      () => Math.random(),
      () => setTimeout(() => undefined, 0),
      () => setImmediate(() => undefined),
      () => queueMicrotask(() => undefined),
      () => performance.now(),
      () => process.hrtime(),
      () => crypto.randomUUID(),
    ];
    for (const [index, touch] of forbidden.entries()) {
      const toy = createToy();
      drive(toy, (finish) => {
        toy.run('n1', () => touch());
        toy.cluster.clock.timer(10, finish);
      });
      expect(toy.deaths, String(index)).toEqual(['n1: exit code 70']);
      expect(() => touch()).not.toThrow();
    }
  });

  it('says that virtual time stands still instead of standing still itself', () => {
    const toy = createToy({ nodes: ['n1'] });
    const again = (env: { timer(ms: number, fire: () => void): unknown }): void => void env.timer(0, () => again(env));
    expect(() => drive(toy, () => toy.run('n1', again))).toThrow(/without it going on/);
  });
});
