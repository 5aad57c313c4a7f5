import { type AttemptResult, type Client, FaultlineError, isOperationError, type LaunchCommand, type System } from '../core/index.ts';
import { isJson, isThenable, shown } from './check-definition.ts';
import { guardContext } from './guard-context.ts';
import { ThrownBy } from './thrown-by.ts';

/** Of a stack, the lines that say where. */
const STACK_LINES = 4;

/**
 * A user's system for one run: whatever of it throws, or answers what it must not, is told to `failed` with the module's name and the
 * function's, and has no other effect. A mistake in a description of a system is never the system's. `launch` and `simulate` throw it: a node
 * is not started without them.
 */
export function guardSystem(system: System, from: string, failed: (error: FaultlineError) => void): System {
  const guard = new Guard(from, failed);
  const { describeStatus, describeApart, simulate } = system;
  return {
    ...system,
    client: (context) => {
      const made = guard.call('client', undefined, () =>
        expectClient(system.client(guardContext(context, (act) => guard.call('client', undefined, act)))),
      );
      return made === undefined ? silentClient : guardClient(made, guard);
    },
    launch: (launch) => guard.callOrThrow('launch', () => expectCommand(system.launch(launch))),
    describeFrame: (payload) => guard.call('describeFrame', undefined, () => notAPromise(system.describeFrame(payload))),
    leads: (event) =>
      guard.call('leads', undefined, () => expectOrNothing(system.leads(event), (term) => typeof term === 'number', 'a number or nothing')),
    converged: (bodies) =>
      guard.call('converged', false, () => expectThat(system.converged(bodies), (same) => typeof same === 'boolean', 'true or false')),
    ...(describeStatus === undefined
      ? {}
      : {
          describeStatus: (body) =>
            guard.call('describeStatus', '', () => expectThat(describeStatus.call(system, body), isText, 'a string')),
        }),
    ...(describeApart === undefined
      ? {}
      : {
          describeApart: (bodies) =>
            guard.call('describeApart', undefined, () =>
              expectOrNothing(describeApart.call(system, bodies), isText, 'a string or nothing'),
            ),
        }),
    ...(simulate === undefined ? {} : { simulate: (launch) => guard.callOrThrow('simulate', () => simulate.call(system, launch)) }),
  };
}

class Guard {
  readonly #from: string;
  readonly #failed: (error: FaultlineError) => void;

  constructor(from: string, failed: (error: FaultlineError) => void) {
    this.#from = from;
    this.#failed = failed;
  }

  call<T>(name: string, otherwise: T, act: () => T): T {
    try {
      return act();
    } catch (error) {
      this.fail(name, error);
      return otherwise;
    }
  }

  callOrThrow<T>(name: string, act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw this.#describe(name, error);
    }
  }

  fail(name: string, error: unknown): void {
    this.#failed(this.#describe(name, error));
  }

  #describe(name: string, error: unknown): FaultlineError {
    if (error instanceof ThrownBy) return this.#describe(error.function, error.thrown);
    const what = error instanceof Unexpected ? `${name} gave what it must not: ${error.message}` : `${name} threw: ${whereOf(error)}`;
    const message = `${this.#from}: ${what}\nThis is the description of the system, not the system: nothing of the run counts against it.`;
    return new FaultlineError('system-module-failed', message, { cause: error });
  }
}

const commandFields: readonly string[] = ['file', 'args', 'env', 'listens'] satisfies (keyof LaunchCommand)[];

/** An answer that cannot be used. */
class Unexpected extends Error {}

function guardClient(client: Client, guard: Guard): Client {
  return {
    attempt(node, operation, identity, done) {
      let over = false;
      // Called twice, it counts once; after a time-out whoever asked listens no more.
      const once = (result: AttemptResult): void => {
        if (over) return;
        over = true;
        const checked = guard.call('client.attempt', undefined, () => expectResult(result, operation.readOnly));
        if (checked !== undefined) done(checked);
      };
      guard.call('client.attempt', undefined, () => {
        const returned: unknown = client.attempt(node, operation, identity, once);
        // What an async function throws comes as a rejection, which nobody else would see.
        if (isThenable(returned)) returned.then(undefined, (error) => guard.fail('client.attempt', error));
      });
    },
    abandon: () => guard.call('client.abandon', undefined, () => client.abandon()),
    close: () => guard.call('client.close', undefined, () => client.close()),
  };
}

const silentClient: Client = { attempt: () => {}, abandon: () => {}, close: () => {} };

function expectClient(client: Client): Client {
  const given: Partial<Client> | undefined = client;
  const missing = (['attempt', 'abandon', 'close'] as const).filter((name) => typeof given?.[name] !== 'function');
  if (missing.length > 0) throw new Unexpected(`expected { attempt, abandon, close }, got ${shown(client)} without ${missing.join(', ')}`);
  return client;
}

function expectCommand(command: LaunchCommand): LaunchCommand {
  const given: Partial<LaunchCommand> | undefined = command;
  const { file, args, listens } = given ?? {};
  if (typeof given === 'object' && given !== null) {
    const stranger = Object.keys(given).find((key) => !commandFields.includes(key));
    if (stranger !== undefined) throw new Unexpected(`expected only ${commandFields.join(', ')} in what it answers, got "${stranger}"`);
  }
  if (!isText(file) || file === '') throw new Unexpected(`expected { file, args }, file the program to run, got ${shown(command)}`);
  if (!Array.isArray(args)) throw new Unexpected(`args: expected a list of strings, got ${shown(args)}`);
  const odd = args.findIndex((item) => !isText(item));
  if (odd >= 0) throw new Unexpected(`args: expected a list of strings, got ${shown(args[odd])} at place ${odd + 1} of ${args.length}`);
  if (listens !== undefined && ![listens.client, listens.peer, listens.status ?? listens.client].every(isPort))
    throw new Unexpected(`listens: expected { client, peer, status? }, as in \`ports\`, got ${shown(listens)}`);
  return command;
}

function expectResult(result: AttemptResult, readOnly: boolean): AttemptResult {
  const given: Partial<Record<string, unknown>> | undefined = typeof result === 'object' && result !== null ? { ...result } : undefined;
  if (given?.['type'] === 'ok') {
    if (!readOnly) return { type: 'ok', value: null };
    if (isJson(given['value'])) return { type: 'ok', value: given['value'] };
    throw new Unexpected(`expected of a read that is ok the value that was read (null: there is none), got ${shown(given['value'])}`);
  }
  const { error, seen, hint } = given ?? {};
  if (given?.['type'] !== 'error') throw new Unexpected(`expected ok(value) or error(code), got ${shown(result)}`);
  if (!isOperationError(error)) throw new Unexpected(`expected a code of operationErrors, got ${shown(error)}`);
  if (seen !== undefined && !isJson(seen)) throw new Unexpected(`seen: expected a JSON value, got ${shown(seen)}`);
  return { type: 'error', error, ...(seen === undefined ? {} : { seen }), ...(isText(hint) ? { hint } : {}) };
}

function expectThat<T>(value: T, isRight: (value: unknown) => boolean, expected: string): T {
  if (!isRight(value)) throw new Unexpected(`expected ${expected}, got ${shown(value)}`);
  return value;
}

function expectOrNothing<T>(value: T, isRight: (value: unknown) => boolean, expected: string): T {
  return value === undefined ? value : expectThat(value, isRight, expected);
}

function notAPromise<T>(value: T): T {
  return expectThat(value, (given) => !isThenable(given), 'an answer at once');
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isPort(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536;
}

/** The error's words, and where it was thrown. */
function whereOf(error: unknown): string {
  if (!(error instanceof Error)) return shown(error);
  return (error.stack ?? error.message).split('\n').slice(0, STACK_LINES).join('\n');
}
