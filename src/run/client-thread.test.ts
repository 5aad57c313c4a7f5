import { describe, expect, it } from 'vitest';
import type { AttemptResult, Operation, ScriptedOperation } from '../core/index.ts';
import { ScriptedSystem } from './test-script.ts';

const write: Operation = { f: 'put', key: 'k', value: 'v', readOnly: false };
const read: Operation = { f: 'get', key: 'k', value: null, readOnly: true };
const ok: AttemptResult = { type: 'ok', value: 'seen' };
const error = (code: Extract<AttemptResult, { type: 'error' }>['error'], more: { hint?: string; seen?: string } = {}): AttemptResult => ({
  type: 'error',
  error: code,
  ...more,
});

function perform(script: readonly (AttemptResult | 'silence')[], operation: Operation, thread = 1) {
  const system = new ScriptedSystem(script);
  let over = 0;
  system.thread(thread).perform(operation, system.nodes[thread % 3] ?? 'n1', () => {
    over += 1;
  });
  system.clock.run(20_000);
  expect(over).toBe(1);
  return { system, completion: system.history.at(-1) };
}

describe('what becomes of an operation', () => {
  it('is ok when an attempt is, and a read carries what was seen', () => {
    expect(perform([ok], read).completion).toMatchObject({ type: 'ok', value: 'seen', process: 1 });
    expect(perform([ok], write).completion).toMatchObject({ type: 'ok', value: 'v' });
  });

  it('fails when every attempt failed for certain', () => {
    const { completion, system } = perform([error('refused'), error('no-leader'), error('precondition-failed', { seen: 'other' })], write);
    expect(completion).toMatchObject({ type: 'fail', error: 'precondition-failed', seen: 'other', value: 'v' });
    expect(system.attempts).toHaveLength(3);
  });

  it('is unknown after one indefinite attempt, whatever follows', () => {
    expect(perform(['silence', error('precondition-failed')], write).completion).toMatchObject({ type: 'info' });
    expect(perform([error('reset'), error('bad-request')], write).completion).toMatchObject({ type: 'info' });
  });

  it('is ok after an indefinite attempt when a later one answers ok', () => {
    expect(perform(['silence', ok], write).completion).toMatchObject({ type: 'ok' });
  });

  it('fails as a read even when it timed out: a read has no effect', () => {
    expect(perform(['silence', 'silence', 'silence', 'silence'], read).completion).toMatchObject({ type: 'fail', error: 'timeout' });
  });

  it('ends within its own time-out, however many attempts that takes', () => {
    const { system } = perform(
      Array.from({ length: 1000 }, () => error('no-leader')),
      write,
    );
    expect(system.history.at(-1)?.time).toBeLessThanOrEqual(3_001 * 1e6);
  });
});

describe('a system that carries out a repeated attempt again', () => {
  const once = (script: readonly (AttemptResult | 'silence')[], operation: Operation) => {
    const system = new ScriptedSystem(script, { appliesOnce: false });
    system.thread(1).perform(operation, 'n2', () => undefined);
    system.clock.run(20_000);
    return [system.attempts.length, system.history.at(-1)] as const;
  };

  it('is not asked a second time for a write that may have had an effect: done twice, it would look like its mistake', () => {
    for (const first of ['silence', error('reset'), error('internal')] as const)
      expect(once([first, ok], write)).toMatchObject([1, { type: 'info' }]);
    expect(once([error('not-leader'), error('reset'), ok], write)).toMatchObject([2, { type: 'info', error: 'reset' }]);
  });

  it('is asked again for a read, and for a write that certainly had none', () => {
    expect(once([error('reset'), ok], read)).toMatchObject([2, { type: 'ok' }]);
    expect(once([error('refused'), error('no-leader'), ok], write)).toMatchObject([3, { type: 'ok' }]);
  });
});

describe('where attempts go', () => {
  it('a read stays at home', () => {
    const { system } = perform([error('refused'), error('no-leader', { hint: 'n3' }), ok], read);
    expect(system.attempts.map(({ node }) => node)).toEqual(['n2', 'n2', 'n2']);
  });

  it('a read goes on to the leader where only that serves it, and begins at home the next time', () => {
    const system = new ScriptedSystem([error('not-leader', { hint: 'n1' }), ok, error('not-leader'), ok]);
    const script = [0, 100].map((atMs): ScriptedOperation => ({ ...read, client: 1, atMs }));
    system.thread(1, script).start();
    system.clock.run(20_000);
    expect(system.attempts.map(({ node }) => node)).toEqual(['n2', 'n1', 'n2', 'n3']);
  });

  it('a read that is asked of one node is over when that serves none', () => {
    const { completion, system } = perform([error('not-leader', { hint: 'n1' }), ok], read);
    expect(completion).toMatchObject({ type: 'fail', error: 'not-leader' });
    expect(system.attempts).toHaveLength(1);
  });

  it('a write follows the hint, and else tries the next node', () => {
    const { system } = perform([error('not-leader', { hint: 'n1' }), error('refused'), ok], write);
    expect(system.attempts.map(({ node }) => node)).toEqual(['n2', 'n1', 'n2']);
  });

  it('a hint to a node that is none is not followed', () => {
    const { system } = perform([error('not-leader', { hint: 'evil' }), ok], write);
    expect(system.attempts.map(({ node }) => node)).toEqual(['n2', 'n3']);
  });
});

describe('who asks', () => {
  it('all attempts of an operation carry the same session and sequence', () => {
    const { system } = perform([error('refused'), 'silence', ok], write);
    expect(new Set(system.attempts.map(({ identity }) => JSON.stringify(identity))).size).toBe(1);
  });

  it('a process whose operation ended unknown is never used again; the thread goes on as process + concurrency', () => {
    const system = new ScriptedSystem([error('reset'), error('bad-request'), ok]);
    const thread = system.thread(1);
    thread.perform(write, 'n2', () => thread.perform(write, 'n2', () => undefined));
    system.clock.run(20_000);
    expect(system.history.map(({ process, type }) => [process, type])).toEqual([
      [1, 'invoke'],
      [1, 'info'],
      [11, 'invoke'],
      [11, 'ok'],
    ]);
    expect(system.attempts.at(-1)?.identity).toEqual({ session: 'p11', sequence: 1 });
  });
});

describe('the load', () => {
  it('keeps its rate, and does not make up for an outage with a burst', () => {
    const system = new ScriptedSystem([
      ...Array.from({ length: 10 }, () => ok),
      'silence',
      'silence',
      'silence',
      'silence',
      ...Array.from({ length: 500 }, () => ok),
    ]);
    system.thread(0).start();
    system.clock.run(20_000);
    // One of ten clients at 100 operations a second in all: ten a second of its own.
    expect(system.history.length / 2).toBeGreaterThan(120);
    expect(system.history.length / 2).toBeLessThan(220);
  });

  it('stops after the open operation, and says when it is idle', () => {
    const system = new ScriptedSystem(['silence', 'silence', 'silence', 'silence']);
    const thread = system.thread(0);
    thread.start();
    system.clock.run(200);
    let idle = false;
    thread.stop(() => {
      idle = true;
    });
    expect(idle).toBe(false);
    system.clock.run(5000);
    expect(idle).toBe(true);
    expect(system.history.at(-1)?.type).not.toBe('invoke');
  });
});

describe('a script', () => {
  const at = (client: number, atMs: number, value: string): ScriptedOperation => ({
    client,
    atMs,
    f: 'put',
    key: 'k',
    value,
    readOnly: false,
  });
  const script = [at(1, 10, 'a'), at(0, 0, 'other'), at(1, 20, 'b'), at(1, 22, 'c'), at(1, 900, 'd')];

  it('is performed by its client in order, each when it is due or as soon as the one before is over', () => {
    const system = new ScriptedSystem([ok, ok, ok, ok, ok]);
    system.clock.run(1000);
    system.thread(1, script).start();
    system.clock.run(20_000);
    expect(system.attempts.map(({ atMs, operation }) => [atMs, operation.value])).toEqual([
      [1010, 'a'],
      [1020, 'b'],
      [1025, 'c'],
      [1900, 'd'],
    ]);
    expect(system.attempts[0]?.operation).toEqual({ f: 'put', key: 'k', value: 'a', readOnly: false });
    expect(system.attempts.map(({ identity }) => identity.sequence)).toEqual([1, 2, 3, 4]);
    expect(system.history).toHaveLength(8);
  });

  it('goes on under a new process after an unknown outcome', () => {
    const system = new ScriptedSystem(['silence', 'silence', 'silence', 'silence', ok]);
    system.thread(1, [at(1, 0, 'a'), at(1, 1, 'b')]).start();
    system.clock.run(20_000);
    expect(system.history.map(({ process, type }) => [process, type])).toEqual([
      [1, 'invoke'],
      [1, 'info'],
      [11, 'invoke'],
      [11, 'ok'],
    ]);
  });

  it('is left where it stands when the thread is stopped, and an empty one is idle at once', () => {
    const system = new ScriptedSystem([ok, ok, ok, ok]);
    const thread = system.thread(1, script);
    thread.start();
    system.clock.run(500);
    let idle = 0;
    const count = () => {
      idle += 1;
    };
    thread.stop(count);
    const other = system.thread(2, script);
    other.start();
    other.stop(count);
    system.clock.run(20_000);
    expect(idle).toBe(2);
    expect(system.attempts).toHaveLength(3);
  });
});

describe('a probe', () => {
  it('is a write on the key asked for, unlike any other of the run and of other attempts', () => {
    const thread = new ScriptedSystem([]).thread(1);
    const probes = [0, 1, 2].map((attempt) => thread.probeWrite(attempt, 'k9'));
    for (const probe of probes) expect(probe).toMatchObject({ f: 'put', key: 'k9', readOnly: false });
    expect(new Set(probes.map((probe) => probe?.value)).size).toBe(3);
    expect(thread.probeWrite(1, undefined)).toMatchObject({ key: 'k' });
    expect(thread.probeWrite(0, 'k9')).toEqual(probes[0]);
  });
});
