import { describe, expect, it } from 'vitest';
import { createToy, drive, type Toy } from './test-toy.ts';

/** Writes so many synced pieces of ten bytes to `file` of n1, and then goes on. */
function fill(toy: Toy, pieces: number, next: () => void): void {
  const write = (piece: number): void => {
    if (piece === pieces) return next();
    toy.run('n1', (env) => {
      env.disk.append('file', Buffer.from(`piece ${piece % 10} /`.padEnd(10)), [], () => env.disk.sync('file', () => undefined));
    });
    toy.cluster.clock.timer(20, () => write(piece + 1));
  };
  write(0);
}

function read(toy: Toy, then: (text: string) => void): void {
  toy.run('n1', (env) => env.disk.read('file', (_error, bytes) => then(Buffer.from(bytes ?? []).toString())));
}

describe('a simulated disk', () => {
  it('flips one bit of older durable bytes, never of what a crash could have torn', () => {
    const places = new Set<number>();
    for (let seed = 1; seed <= 30; seed += 1) {
      const toy = createToy({ seed });
      let [before, after] = ['', ''];
      drive(toy, (finish) =>
        fill(toy, 6, () =>
          read(toy, (text) => {
            before = text;
            toy.cluster.disk('n1', 'f1', { kind: 'rot' }, () =>
              read(toy, (rotten) => {
                after = rotten;
                finish();
              }),
            );
          }),
        ),
      );
      const changed = [...before].flatMap((char, index) => (after[index] === char ? [] : [index]));
      expect(changed).toHaveLength(1);
      expect(changed[0]).toBeLessThan(before.length - 20);
      expect(toy.cluster.diskEffect('f1').damaged).toEqual([{ node: 'n1', file: 'file', offset: changed[0] }]);
      places.add(changed[0] ?? -1);
    }
    expect(places.size).toBeGreaterThan(10);
  });

  it('has nothing to damage while too little was written', () => {
    const toy = createToy();
    drive(toy, (finish) => fill(toy, 2, () => toy.cluster.disk('n1', 'f1', { kind: 'rot' }, finish)));
    expect(toy.cluster.diskEffect('f1').damaged).toEqual([]);
  });

  it('puts one write on older bytes, and zeros where it should be', () => {
    const toy = createToy();
    let text = '';
    drive(toy, (finish) =>
      fill(toy, 5, () =>
        toy.cluster.disk('n1', 'f1', { kind: 'misdirect' }, () =>
          fill(toy, 2, () =>
            read(toy, (found) => {
              text = found;
              finish();
            }),
          ),
        ),
      ),
    );
    expect(text).toHaveLength(70);
    const [{ offset = -1 } = {}] = toy.cluster.diskEffect('f1').damaged;
    expect(text.slice(offset, offset + 10)).toBe('piece 0 / ');
    expect(offset).toBeLessThanOrEqual(20);
    expect(text.slice(50, 60)).toBe('\0'.repeat(10));
    expect(text.slice(60)).toBe('piece 1 / ');
  });

  it('makes each call wait longer while a rule says so', () => {
    const took = (latencyMs: number) => {
      const toy = createToy();
      drive(toy, (finish) => {
        const write = () =>
          toy.run('n1', (env, say) => {
            const since = env.now();
            env.disk.append('file', Buffer.from('x'), [], () => env.disk.sync('file', () => say(String(env.now() - since))));
          });
        if (latencyMs === 0) write();
        else toy.cluster.disk('n1', 'f1', { kind: 'slow', latencyMs }, write);
        toy.cluster.clock.timer(5000, finish);
      });
      return { ms: Number(toy.said[0]?.split(' ')[2]), delayed: toy.cluster.diskEffect('f1').delayed };
    };
    const [quick, slow] = [took(0), took(1000)];
    expect(quick.delayed).toBe(0);
    expect(slow.delayed).toBe(2);
    expect(slow.ms).toBeGreaterThan(quick.ms + 100);
  });

  it('is lost with its node: a wiped one never starts again, a damaged one when the node refuses to start', () => {
    const toy = createToy({
      onStart: (env, ready) =>
        env.disk.read('file', (_error, bytes) => {
          const text = Buffer.from(bytes ?? []).toString();
          ready(/^(piece \d \/ )*$/.test(text) ? undefined : new Error('the file is damaged'));
        }),
    });
    const errors: string[] = [];
    const start = (node: string, next: () => void) =>
      toy.cluster.start(node, { args: [], config: {} }, (error) => {
        errors.push(`${node} ${(error as { code?: string } | undefined)?.code ?? 'started'}`);
        next();
      });
    drive(toy, (finish) =>
      fill(toy, 6, () =>
        toy.cluster.kill('n1', () =>
          start('n1', () => {
            expect(toy.cluster.lost('n1')).toBeUndefined();
            toy.cluster.kill('n1', () =>
              toy.cluster.disk('n1', 'f1', { kind: 'rot' }, () =>
                start('n1', () => toy.cluster.kill('n2', () => toy.cluster.wipe('n2', () => start('n2', finish)))),
              ),
            );
          }),
        ),
      ),
    );
    expect(errors).toEqual(['n1 started', 'n1 node-lost', 'n2 node-lost']);
    expect(toy.cluster.lost('n1')).toContain('damaged');
    expect(toy.cluster.lost('n2')).toContain('gone');
    expect(toy.deaths).toEqual([]);
  });
});
