import type { JsonObject } from '../../src/core/index.ts';
import { createHost, type Env, type Host, type ProtocolNode, readStamped, type StoragePort, stampMessage } from './index.ts';

/** A world small enough to read: it notes what leaves the node, in order, and calls back when it is told to. */
export class TestWorld {
  readonly log: string[] = [];
  readonly trace: JsonObject[] = [];
  readonly pending: { readonly call: string; readonly done: (error?: Error) => void }[] = [];
  readonly timers = new Map<object, () => void>();
  readonly files = new Map<string, string>();
  now = 10;
  env: Env<string> | undefined;
  readonly host: Host;

  constructor(node: Partial<ProtocolNode<string>> = {}, options: { seed?: number; boot?: number; traceFails?: boolean } = {}) {
    this.host = createHost<string>({
      node: 'n1',
      boot: options.boot ?? 1,
      peers: ['n2', 'n3'],
      seed: options.seed ?? 7,
      codec: {
        encode: (message) => Buffer.from(message),
        decode: (bytes) => (bytes[0] === 0 ? undefined : String(Buffer.from(bytes))),
        describe: (message) => (message === 'quiet' ? undefined : { type: message, fields: { size: message.length } }),
      },
      create: (env) => {
        this.env = env;
        return {
          start: (ready) => ready(),
          message: () => {},
          request: () => {},
          cancelled: () => {},
          status: () => ({ toy: true }),
          drain: () => {},
          ...node,
        };
      },
      ports: {
        clock: {
          now: () => this.now,
          timer: (afterMs, fire) => {
            const timer = { firesAt: this.now + afterMs };
            this.timers.set(timer, fire);
            return timer;
          },
          cancel: (timer) => this.timers.delete(timer),
        },
        storage: this.#storage(),
        send: (to, bytes) => {
          this.onSend(bytes);
          this.log.push(`send ${to} ${Buffer.from(readStamped(bytes)?.content ?? [])}`);
        },
        trace: (events) => {
          if (options.traceFails) throw new Error('no space left');
          this.log.push(`trace ${events.length}`);
          this.trace.push(...events);
        },
        exit: (code, reason) => this.log.push(`exit ${code} ${reason.split('\n')[0]}`),
      },
    });
  }

  /** Runs a piece of protocol code as a step of its own. */
  step(run: (env: Env<string>) => void): this {
    this.onStep = run;
    this.receive('n2', 'step');
    return this;
  }

  /** A message comes in: one that no trace tells of, unless it is said which. */
  receive(from: string, message: string | Uint8Array, { boot, seq } = { boot: 1, seq: 0 }): void {
    this.host.message(from, stampMessage(Buffer.from(message), boot, seq));
  }

  onSend: (bytes: Uint8Array) => void = () => {};

  onStep: (env: Env<string>) => void = () => {};

  answer(error?: Error): void {
    const next = this.pending.shift();
    if (next === undefined) throw new Error('nothing waits');
    this.log.push(`answer ${next.call}`);
    next.done(error);
  }

  fire(): void {
    const [[timer, fire] = []] = [...this.timers];
    if (timer === undefined || fire === undefined) throw new Error('no timer');
    this.timers.delete(timer);
    fire();
  }

  events(name: string): JsonObject[] {
    return this.trace.filter((event) => event['event'] === name);
  }

  #storage(): StoragePort {
    const ask = (call: string, done: (error?: Error) => void) => {
      this.log.push(call);
      this.pending.push({ call, done });
    };
    return {
      read: (name, done) =>
        ask(`read ${name}`, (error) => {
          const text = this.files.get(name);
          done(error, text === undefined ? undefined : Buffer.from(text));
        }),
      append: (name, bytes, done) =>
        ask(`append ${name} ${Buffer.from(bytes)}`, (error) => {
          if (error === undefined) this.files.set(name, (this.files.get(name) ?? '') + Buffer.from(bytes));
          done(error);
        }),
      sync: (name, done) => {
        const length = this.files.get(name)?.length ?? 0;
        ask(`sync ${name}`, (error) => done(error, length));
      },
      replace: (name, bytes, done) =>
        ask(`replace ${name}`, (error) => {
          this.files.set(name, String(Buffer.from(bytes)));
          done(error);
        }),
    };
  }
}

/** A world whose node runs `onStep` for each message. */
export function startedWorld(options: ConstructorParameters<typeof TestWorld>[1] = {}): TestWorld {
  const world: TestWorld = new TestWorld({ message: () => world.env && world.onStep(world.env) }, options);
  world.host.start(() => world.log.push('ready'));
  world.log.length = 0;
  return world;
}
