import { DrawSequence, type Host, type JsonObject, type Request, type Response, type Timer } from '../../src/core/index.ts';
import type { Env, EnvTimer, MessageCodec, NodeId, ProtocolNode, RequestId } from './env.ts';
import { createHostDisk } from './host-disk.ts';
import type { WorldPorts } from './ports.ts';
import { readStamped, stampMessage } from './stamp.ts';
import { StepQueue } from './step-queue.ts';
import { TraceWriter } from './trace-writer.ts';

/** Exit code of a node that ended by its own fault (EX_SOFTWARE). */
export const FATAL_EXIT_CODE = 70;
/** Longest wait that every world's timers can do. */
export const MAX_TIMER_MS = 2_147_483_647;

export interface HostOptions<Message> {
  readonly node: NodeId;
  readonly boot: number;
  readonly peers: readonly NodeId[];
  readonly seed: number;
  readonly codec: MessageCodec<Message>;
  readonly ports: WorldPorts;
  create(env: Env<Message>): ProtocolNode<Message>;
}

/** Makes the Env of one node over a world's ports, and runs the node in it step by step. The same in every world. */
export function createHost<Message>(options: HostOptions<Message>): Host {
  return new NodeHost(options);
}

interface PendingTimer extends EnvTimer {
  readonly fire: () => void;
  timer: Timer | undefined;
}

const notReady: Response = { status: 503, body: { error: 'temporarily-unavailable', message: 'the node is starting; nothing was done' } };

class NodeHost<Message> implements Host {
  readonly statistics = { messagesIn: 0, messagesOut: 0, messagesEarly: 0, messagesMalformed: 0, requests: 0 };
  readonly #options: HostOptions<Message>;
  readonly #ports: WorldPorts;
  readonly #steps: StepQueue;
  /** undefined: nobody wants a trace. */
  readonly #trace: TraceWriter | undefined;
  readonly #timers = new Map<number, PendingTimer>();
  readonly #requests = new Map<RequestId, (response: Response) => void>();
  #protocol: ProtocolNode<Message> | undefined;
  #ready = false;
  #lastTimer = 0;
  #lastRequest = 0;
  #drawCount = 0;

  constructor(options: HostOptions<Message>) {
    const { node, boot, ports } = options;
    this.#options = options;
    this.#ports = ports;
    this.#trace = ports.trace === undefined ? undefined : new TraceWriter(node, boot, ports.trueNow ?? (() => ports.clock.now()));
    this.#steps = new StepQueue(
      () => this.#writeTrace(),
      (error) => this.#end(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
  }

  start(ready: () => void): void {
    this.#steps.run(() => {
      const protocol = this.#options.create(this.#env());
      this.#protocol = protocol;
      protocol.start((error) => {
        if (error !== undefined) return this.#end(`the node cannot start: ${error.message}`);
        this.#ready = true;
        this.#steps.later(ready);
      });
    });
  }

  message(from: NodeId, bytes: Uint8Array): void {
    this.#steps.runWith(this.#receive, from, bytes);
  }

  request(request: Request, respond: (response: Response) => void): RequestId {
    this.#lastRequest += 1;
    const id = this.#lastRequest;
    this.#requests.set(id, respond);
    this.#steps.run(() => {
      if (!this.#requests.has(id)) return;
      this.statistics.requests += 1;
      if (this.#ready) this.#protocol?.request(id, request);
      else this.#reply(id, notReady);
    });
    return id;
  }

  cancelled(id: RequestId): void {
    if (!this.#requests.delete(id)) return;
    this.#steps.run(() => this.#protocol?.cancelled(id));
  }

  drain(): void {
    this.#steps.run(() => this.#protocol?.drain());
  }

  stop(): void {
    this.#steps.end();
    for (const { timer } of this.#timers.values()) if (timer !== undefined) this.#ports.clock.cancel(timer);
    this.#timers.clear();
    this.#requests.clear();
  }

  status(): JsonObject {
    return this.#protocol?.status() ?? {};
  }

  readonly #receive = (from: NodeId, bytes: Uint8Array): void => {
    if (this.#protocol === undefined || !this.#ready) {
      this.statistics.messagesEarly += 1;
      return;
    }
    const stamped = readStamped(bytes);
    const message = stamped === undefined ? undefined : this.#options.codec.decode(stamped.content);
    if (stamped === undefined || message === undefined) {
      this.statistics.messagesMalformed += 1;
      return;
    }
    this.statistics.messagesIn += 1;
    if (stamped.seq > 0) this.#trace?.received(from, stamped.boot, stamped.seq);
    this.#protocol.message(from, message);
  };

  #env(): Env<Message> {
    const { node, boot, peers, seed } = this.#options;
    const draws = new DrawSequence(seed, node, boot);
    return {
      node,
      boot,
      peers: [...peers],
      now: () => this.#ports.clock.now(),
      timer: (afterMs, fire) => this.#timer(afterMs, fire),
      cancel: (timer) => this.#cancel(timer),
      send: (to, message) => this.#send(to, message),
      disk: createHostDisk({
        storage: this.#ports.storage,
        steps: this.#steps,
        persisted: (file, length, records) => this.#trace?.persisted(file, length, records),
        fatal: (reason) => this.#end(reason),
      }),
      random: () => {
        this.#drawCount += 1;
        return draws.unit(this.#drawCount);
      },
      reply: (request, response) => this.#reply(request, response),
      trace: (event, fields) => {
        this.#steps.requireStep();
        if (!this.#steps.ended) this.#trace?.fromProtocol(event, fields);
      },
      fatal: (reason) => this.#end(reason),
    };
  }

  #timer(afterMs: number, fire: () => void): EnvTimer {
    this.#steps.requireStep();
    if (!(afterMs >= 0 && afterMs <= MAX_TIMER_MS)) throw new RangeError(`a timer must wait 0 to ${MAX_TIMER_MS} ms, not ${afterMs}`);
    this.#lastTimer += 1;
    const id = this.#lastTimer;
    const pending: PendingTimer = { id, fire, timer: undefined };
    if (this.#steps.ended) return pending;
    this.#timers.set(id, pending);
    pending.timer = this.#ports.clock.timer(afterMs, () => this.#steps.runWith(this.#fire, pending, undefined));
    return pending;
  }

  readonly #fire = ({ id, fire }: PendingTimer): void => {
    if (this.#timers.delete(id)) fire();
  };

  #cancel({ id }: EnvTimer): void {
    const pending = this.#timers.get(id);
    if (pending === undefined) return;
    this.#timers.delete(id);
    if (pending.timer !== undefined) this.#ports.clock.cancel(pending.timer);
  }

  #send(to: NodeId, message: Message): void {
    if (!this.#options.peers.includes(to)) throw new RangeError(`cannot send to '${to}': the peers are ${this.#options.peers.join(', ')}`);
    this.#steps.requireStep();
    const content = this.#options.codec.encode(message);
    if (this.#steps.ended) return;
    this.statistics.messagesOut += 1;
    const described = this.#trace === undefined ? undefined : this.#options.codec.describe(message);
    const seq = described === undefined ? 0 : (this.#trace?.sent(to, described.type, described.fields) ?? 0);
    const bytes = stampMessage(content, this.#options.boot, seq);
    this.#steps.later(() => this.#ports.send(to, bytes, described));
  }

  #reply(id: RequestId, response: Response): void {
    const respond = this.#requests.get(id);
    if (respond === undefined) return;
    this.#requests.delete(id);
    this.#steps.later(() => respond(response));
  }

  #end(reason: string): void {
    if (this.#steps.ended) return;
    this.stop();
    try {
      this.#writeTrace();
    } finally {
      this.#ports.exit(FATAL_EXIT_CODE, reason);
    }
  }

  #writeTrace(): void {
    const events = this.#trace?.take();
    if (events !== undefined) this.#ports.trace?.(events);
  }
}
