import { describe, expect, it } from 'vitest';
import type { AttemptResult, Client, ClientContext, FaultlineError, NodeLaunch, Operation, Reply, System } from '../core/index.ts';
import { error, ok } from './answers.ts';
import { defineSystem, type SystemDefinition } from './define-system.ts';
import { guardSystem } from './guard-system.ts';
import { httpClient } from './http-client.ts';

const from = './faultline/mine.mjs';
const read: Operation = { f: 'read', key: 'k', value: null, readOnly: true };
const write: Operation = { f: 'write', key: 'k', value: 1, readOnly: false };
const context = {} as ClientContext;
const identity = { session: 'p0', sequence: 1 };

describe('a guarded system', () => {
  it.each<[string, Operation, unknown, string]>([
    ['no result', read, undefined, 'expected ok(value) or error(code), got nothing'],
    [
      'a read without its value',
      read,
      { type: 'ok' },
      'expected of a read that is ok the value that was read (null: there is none), got nothing',
    ],
    // A field that is not there, or misspelt: taken for null it would be a lost write.
    ['a value that is given and holds nothing', read, ok(undefined as never), 'the value that was read (null: there is none), got nothing'],
    ['a value that JSON cannot hold', read, ok(new Map() as never), 'got a Map'],
    ['a code that is in no table', write, { type: 'error', error: 'oops' }, 'expected a code of operationErrors, got "oops"'],
    ['a seen that is none', write, { type: 'error', error: 'precondition-failed', seen: Number.NaN }, 'seen: expected a JSON value'],
  ])('refuses %s, and calls nothing back', (_, operation, result, words) => {
    const { errors, results } = attempt(operation, (done) => done(result as AttemptResult));
    expect(results).toEqual([]);
    expect(errors).toMatchObject([{ code: 'system-module-failed', exitCode: 255 }]);
    expect(errors[0]?.message).toContain(`${from}: client.attempt gave what it must not: `);
    expect(errors[0]?.message).toContain(words);
  });

  it('lets one result through, however often it is called back', () => {
    const { errors, results } = attempt(write, (done) => {
      done(ok());
      done(error('internal'));
      done(undefined as never);
    });
    expect([errors, results]).toEqual([[], [{ type: 'ok', value: null }]]);
  });

  it('names the function that throws, and the place', () => {
    const { errors } = attempt(write, () => {
      throw new TypeError('body is undefined');
    });
    expect(errors[0]?.message).toMatch(
      /^\.\/faultline\/mine\.mjs: client\.attempt threw: TypeError: body is undefined\n.*guard-system\.test\.ts/,
    );
  });

  it('hears of what an async attempt throws', async () => {
    const { errors } = attempt(write, () => Promise.reject(new Error('too late')));
    await Promise.resolve();
    expect(errors[0]?.message).toContain('client.attempt threw: Error: too late');
  });

  it('names the function of an HTTP client that throws, also where it is called back', () => {
    const answers: ((reply: Reply) => void)[] = [];
    const connect = () => ({ open: true, close: () => {}, send: (_: unknown, done: (reply: Reply) => void) => answers.push(done) });
    const parts = { request: () => ({ method: 'GET', path: '/' }), result: () => ok() };
    const fails = () => {
      throw new TypeError('body is null');
    };
    const told = (
      [
        { ...parts, request: fails },
        { ...parts, result: fails },
      ] as const
    ).map((options) => {
      const { system, errors } = guarded({ client: httpClient(options) });
      const client = system.client({ connect } as unknown as ClientContext);
      client.attempt('n1', write, identity, () => {});
      answers.pop()?.({ ok: true, response: { status: 200, body: null } });
      return errors[0]?.message.split('\n')[0];
    });
    expect(told).toEqual([`${from}: request threw: TypeError: body is null`, `${from}: result threw: TypeError: body is null`]);
  });

  it.each<[string, Partial<SystemDefinition>, (system: System) => unknown, unknown, string]>([
    [
      'converged',
      { converged: () => Promise.resolve(true) as never },
      (system) => system.converged(new Map()),
      false,
      'expected true or false, got a promise',
    ],
    [
      'describeStatus',
      { describeStatus: (body) => (body as never as string[]).join() },
      (system) => system.describeStatus?.({}),
      '',
      'threw: TypeError',
    ],
    ['leads', { leads: () => 'n1' as never }, (system) => system.leads({} as never), undefined, 'expected a number or nothing, got "n1"'],
    [
      'client',
      { client: () => ({ attempt: () => {} }) as never },
      (system) => typeof system.client(context).close,
      'function',
      'without abandon, close',
    ],
  ])('has another answer where %s fails', (name, wrong, ask, otherwise, words) => {
    const { errors, system } = guarded(wrong);
    expect(ask(system)).toEqual(otherwise);
    expect(errors[0]?.message).toContain(`${from}: ${name} `);
    expect(errors[0]?.message).toContain(words);
  });

  it.each<[unknown, string]>([
    [undefined, 'expected { file, args }, file the program to run, got nothing'],
    [{ file: '/bin/x', args: ['--port', 4000] }, 'args: expected a list of strings, got 4000 at place 2 of 2'],
    [{ file: '/bin/x', args: [], listen: {} }, 'expected only file, args, env, listens in what it answers, got "listen"'],
    [{ file: '/bin/x', args: [], listens: { client: 4000 } }, 'listens: expected { client, peer, status? }'],
  ])('throws for a command like %j, which no node can be started with', (command, words) => {
    const { system } = guarded({ launch: () => command as never });
    expect(() => system.launch({} as NodeLaunch)).toThrow(words);
  });
});

function guarded(changes: Partial<SystemDefinition>): { system: System; errors: FaultlineError[] } {
  const errors: FaultlineError[] = [];
  const system = defineSystem({ name: 'mine', launch: () => ({ file: '/bin/x', args: [] }), client: () => ({}) as Client, ...changes });
  return { system: guardSystem(system, from, (failure) => errors.push(failure)), errors };
}

function attempt(
  operation: Operation,
  act: (done: (result: AttemptResult) => void) => unknown,
): { errors: FaultlineError[]; results: AttemptResult[] } {
  const client: Client = { attempt: (_node, _operation, _identity, done) => act(done) as undefined, abandon: () => {}, close: () => {} };
  const { system, errors } = guarded({ client: () => client });
  const results: AttemptResult[] = [];
  system.client(context).attempt('n1', operation, identity, (result) => results.push(result));
  return { errors, results };
}
