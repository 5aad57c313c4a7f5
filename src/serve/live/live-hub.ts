import type { ServerResponse } from 'node:http';
import type { ListedRun } from '../runs/run-index.ts';
import { LiveRun, type LiveRunOptions } from './live-run.ts';
import type { LiveState } from './live-state.ts';
import { viewOf } from './live-view.ts';

/** How often the files of a run that somebody looks at are read. */
const POLL_MS = 250;
/** A connection on which nothing happened for so long gets a line that says nothing, so that both ends know of each other. */
const KEEP_ALIVE_MS = 15_000;
/** A run is followed for so long after the last one stopped looking: a page that is loaded again finds it as it was. */
const LINGER_MS = 10_000;
/** Live views at one time; one more is refused. */
export const LIVE_VIEWS_MAX = 32;

interface Followed {
  readonly live: LiveRun;
  readonly views: Set<ServerResponse>;
  readonly caughtUp: Promise<void>;
  timer: NodeJS.Timeout | undefined;
  lastSent: string;
  lastSentAtMs: number;
  unwatchedSinceMs: number | undefined;
}

/** The runs that are being looked at: each is followed once, however many look. Nobody looking, nothing is read. */
export class LiveHub {
  readonly #options: Omit<LiveRunOptions, 'run'>;
  readonly #followed = new Map<string, Followed>();
  #viewCount = 0;

  constructor(options: Omit<LiveRunOptions, 'run'>) {
    this.#options = options;
  }

  /** How the run stands now; waits until what it has written is read. */
  async look(run: ListedRun): Promise<LiveState> {
    const followed = this.#follow(run);
    await followed.caughtUp;
    return followed.live.state;
  }

  get isFull(): boolean {
    return this.#viewCount >= LIVE_VIEWS_MAX;
  }

  /** Sends the run's state whenever it changes, as server-sent events, until the run is over or the reader goes. */
  attach(run: ListedRun, response: ServerResponse): void {
    this.#viewCount += 1;
    const followed = this.#follow(run);
    followed.views.add(response);
    followed.unwatchedSinceMs = undefined;
    response.on('close', () => {
      this.#viewCount -= 1;
      followed.views.delete(response);
      if (followed.views.size === 0) followed.unwatchedSinceMs = performance.now();
    });
    void followed.caughtUp.then(() => send(response, followed.live.state));
  }

  close(): void {
    for (const { live, views, timer } of this.#followed.values()) {
      clearTimeout(timer);
      for (const view of views) view.end();
      live.close();
    }
    this.#followed.clear();
  }

  #follow(run: ListedRun): Followed {
    const known = this.#followed.get(run.dir);
    if (known !== undefined) return known;
    const live = new LiveRun({ ...this.#options, run });
    const followed: Followed = {
      live,
      views: new Set(),
      caughtUp: live.poll(),
      timer: undefined,
      lastSent: '',
      lastSentAtMs: performance.now(),
      unwatchedSinceMs: performance.now(),
    };
    this.#followed.set(run.dir, followed);
    void followed.caughtUp.then(() => this.#next(run.dir, followed));
    return followed;
  }

  #next(dir: string, followed: Followed): void {
    if (this.#followed.get(dir) !== followed) return;
    const { live, views, unwatchedSinceMs } = followed;
    const { state } = live;
    this.#tell(followed, state);
    if (state.ended !== undefined) for (const view of views) view.end();
    if (state.ended !== undefined || (unwatchedSinceMs !== undefined && performance.now() - unwatchedSinceMs > LINGER_MS)) {
      live.close();
      this.#followed.delete(dir);
      return;
    }
    followed.timer = setTimeout(() => {
      void live.poll().then(() => this.#next(dir, followed));
    }, POLL_MS);
  }

  #tell(followed: Followed, state: LiveState): void {
    // Time goes on in every state; what it is part of is told once in each poll.
    const text = JSON.stringify(state);
    const now = performance.now();
    if (text !== followed.lastSent) for (const view of followed.views) send(view, state);
    else if (now - followed.lastSentAtMs > KEEP_ALIVE_MS) for (const view of followed.views) keepAlive(view);
    else return;
    followed.lastSent = text;
    followed.lastSentAtMs = now;
  }
}

/** A reader that does not read gets none: each would count as a sign of life, and the connection would never be given up. */
function keepAlive(view: ServerResponse): void {
  if (!view.writableNeedDrain) view.write(':\n\n');
}

/** A reader that does not read is passed over until it does: the next state says all that this one would have. */
function send(view: ServerResponse, state: LiveState): void {
  if (view.writableEnded || (view.writableNeedDrain && state.ended === undefined)) return;
  view.write(`event: state\ndata: ${JSON.stringify(viewOf(state))}\n\n`);
}
