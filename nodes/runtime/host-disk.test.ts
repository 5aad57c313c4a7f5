import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/index.ts';
import type { Env } from './index.ts';
import { startedWorld } from './test-world.ts';

describe('persist events', () => {
  const about = (...kinds: string[]): JsonObject[] => kinds.map((kind) => ({ kind }));

  it('list what was called back before the sync was asked for, before the protocol hears of it', () => {
    const world = startedWorld();
    world.step((env) => env.disk.append('wal', Buffer.from('aa'), about('a1', 'a2'), () => {}));
    world.answer();
    world.step((env) => {
      env.disk.append('wal', Buffer.from('b'), about('b'), () => {});
      env.disk.sync('wal', () => env.trace('synced', {}));
    });
    world.answer();
    world.answer();
    expect(world.trace.slice(-2)).toMatchObject([
      { event: 'persist', file: 'wal', length: 2, records: about('a1', 'a2') },
      { event: 'synced' },
    ]);
    expect(world.log.slice(-2)).toEqual(['answer sync wal', 'trace 2']);
    world.step((env) => env.disk.sync('wal', () => {}));
    world.answer();
    expect(world.events('persist').at(-1)).toMatchObject({ length: 3, records: about('b') });
  });

  it('are not written for a sync that covered nothing new', () => {
    const world = startedWorld();
    world.step((env) => env.disk.append('wal', Buffer.from('a'), about('a'), () => {}));
    world.answer();
    for (let i = 0; i < 2; i += 1) {
      world.step((env) => env.disk.sync('wal', () => {}));
      world.answer();
    }
    expect(world.events('persist')).toHaveLength(1);
  });

  it('start anew with a replacement, and forget what it replaced', () => {
    const world = startedWorld();
    world.step((env) => env.disk.append('wal', Buffer.from('aaaa'), about('a'), () => {}));
    world.answer();
    world.step((env) => {
      env.disk.replace('wal', Buffer.from('r'), about('r'), () => {});
      env.disk.sync('wal', () => {});
    });
    world.answer();
    world.answer();
    expect(world.events('persist')).toMatchObject([{ length: 1, records: [{ kind: 'reset' }, { kind: 'r' }] }]);
  });

  it('are not written for an append that failed', () => {
    const world = startedWorld();
    let told: Error | undefined;
    world.step((env) => {
      env.disk.append('wal', Buffer.from('a'), about('a'), (error) => {
        told = error;
      });
    });
    world.answer(new Error('full'));
    world.step((env) => env.disk.sync('wal', () => {}));
    world.answer();
    expect(told?.message).toBe('full');
    expect(world.events('persist')).toEqual([]);
  });

  it.each([
    ['sync', (env: Env<string>, heard: () => void) => env.disk.sync('wal', heard)],
    ['replace', (env: Env<string>, heard: () => void) => env.disk.replace('wal', Buffer.from('r'), [], heard)],
  ] as const)('never follow a failed %s: it ends the node unheard', (call, ask) => {
    const world = startedWorld();
    world.step((env) => ask(env, () => env.send('n2', 'heard')));
    world.answer(new Error('EIO'));
    expect(world.log.at(-1)).toBe(`exit 70 cannot ${call} wal: EIO`);
    expect(world.log).not.toContain('send n2 heard');
  });

  it('come before what is read: a node never acts on bytes that the next power cut may take', () => {
    const world = startedWorld();
    world.files.set('wal', 'left behind');
    let read: string | undefined;
    world.step((env) => {
      env.disk.read('wal', (_, bytes) => {
        read = String(Buffer.from(bytes ?? []));
      });
    });
    world.answer();
    expect(read).toBeUndefined();
    world.answer();
    expect(world.log).toEqual(['read wal', 'answer read wal', 'sync wal', 'answer sync wal', 'trace 1']);
    expect(world.trace).toMatchObject([{ event: 'persist', file: 'wal', length: 11, records: [] }]);
    expect(read).toBe('left behind');
  });
});
