/**
 * Keeps every node in the state that the active faults ask for: down while any fault holds it down, paused while any holds it
 * paused, up otherwise. A fault's end lifts its own hold and nothing else. A power-cut waits until all of its victims are free, to
 * strike them at one instant. A node that ended by itself stays down until the heal: no fault ended that could bring it back. A node
 * that is lost (its disk is gone, or damaged and it said so) stays down for good: nobody waits for it, and it fails no heal. One that
 * was ready once and is not again when it is started fails none either, and is tried again by the next heal: what it waits for may be
 * what the faults took away.
 */
import { type Cluster, notBack, type PowerCutLoss, type StartOptions } from '../cluster/index.ts';
import { type Done, FaultlineError, type NodeId } from '../core/index.ts';
import { createPlaces, type Hold } from './places.ts';
import type { Strike, Strikes } from './strikes.ts';
import { createTurns } from './turns.ts';

export interface NodeKeeper {
  /** `whileDown` is done to each node once it is down and before anything can start it; its error makes the strike `missing`. */
  kill(fault: string, nodes: readonly NodeId[], done: (strikes: Strikes) => void, whileDown?: (node: NodeId, done: Done) => void): void;
  pause(fault: string, nodes: readonly NodeId[], done: (strikes: Strikes) => void): void;
  powerCut(fault: string, nodes: readonly NodeId[], done: (strikes: Strikes, loss: PowerCutLoss) => void): void;
  /** Lifts the fault's holds; called back when every node that nothing else holds runs again (or cannot be started). */
  release(fault: string, done: () => void): void;
  /** The next boot of a node, once. */
  onceStarted(node: NodeId, listener: (boot: number) => void): void;
  died(node: NodeId): void;
  /**
   * Lifts every hold but those of the faults `kept`, and starts all that nothing holds down; called back when these are up, the lost ones
   * excepted, or with what stands in the way.
   */
  heal(kept: readonly string[], done: Done): void;
}

export interface NodeKeeperEvents {
  down(node: NodeId): void;
  started(node: NodeId, boot: number): void;
  /** A node's state has changed. */
  changed(): void;
  /** The world could not start or resume a node: a failure of the harness. */
  failed(error: Error): void;
}

/** A node that dies so often in the heal phase is left down. */
export const healStartsMax = 3;

export function createNodeKeeper(
  cluster: Cluster,
  nodes: readonly NodeId[],
  startOptions: (node: NodeId) => StartOptions,
  events: NodeKeeperEvents,
): NodeKeeper {
  const turns = createTurns();
  const place = createPlaces(nodes);
  let waiters: { readonly nodes: readonly NodeId[]; done(): void }[] = [];
  let healing = false;
  let settling = false;
  let settleAgain = false;

  return {
    kill: (fault, targets, done, whileDown) => strikeEach(targets, 'downBy', fault, done, whileDown),
    pause: (fault, targets, done) => strikeEach(targets, 'pausedBy', fault, done),
    powerCut,
    release(fault, done) {
      const freed = nodes.filter((node) => {
        const held = place(node).downBy.delete(fault);
        return place(node).pausedBy.delete(fault) || held;
      });
      whenSettled(freed, done);
    },
    onceStarted: (node, listener) => place(node).started.push(listener),
    died(node) {
      place(node).crashed = true;
      events.down(node);
      events.changed();
      settle();
    },
    heal(kept, done) {
      healing = true;
      for (const node of nodes) place(node).lift(kept);
      whenSettled(nodes, () => {
        healing = false;
        done(notHealed());
      });
    },
  };

  function strikeEach(
    targets: readonly NodeId[],
    hold: Hold,
    fault: string,
    done: (strikes: Strikes) => void,
    whileDown?: (node: NodeId, done: Done) => void,
  ): void {
    const strikes = new Map<NodeId, Strike>();
    for (const node of targets) place(node)[hold].add(fault);
    for (const node of targets) {
      turns.take([node], (finish) => {
        const state = cluster.state(node);
        const struckAlready = state === 'down' || (hold === 'pausedBy' && state === 'paused');
        const conclude = (strike: Strike): void => {
          strikes.set(node, strike);
          if (strikes.size === targets.length) done(strikes);
          finish();
          settle();
        };
        const answer = (error?: Error): void => {
          const strike = concludeStrike(node, hold, fault, struckAlready, error);
          if (whileDown === undefined || strike.state === 'missing') return conclude(strike);
          whileDown(node, (failure) => conclude(failure === undefined ? strike : { state: 'missing', reason: failure.message }));
        };
        if (struckAlready) answer();
        else if (hold === 'downBy') cluster.kill(node, answer);
        else cluster.pause(node, answer);
      });
    }
  }

  function powerCut(fault: string, targets: readonly NodeId[], done: (strikes: Strikes, loss: PowerCutLoss) => void): void {
    for (const node of targets) place(node).downBy.add(fault);
    turns.take(targets, (finish) => {
      const victims = targets.filter((node) => cluster.state(node) !== 'down');
      const answer = (error?: Error, loss: PowerCutLoss = {}): void => {
        const strikes = targets.map((node): [NodeId, Strike] => {
          return [node, concludeStrike(node, 'downBy', fault, !victims.includes(node), error)];
        });
        done(new Map(strikes), loss);
        finish();
        settle();
      };
      if (victims.length === 0) answer();
      else cluster.powerCut(victims, answer);
    });
  }

  function concludeStrike(node: NodeId, hold: Hold, fault: string, struckAlready: boolean, error: Error | undefined): Strike {
    // A node may also have ended by itself between the question and the strike.
    if (struckAlready || (error !== undefined && cluster.state(node) === 'down')) return { state: 'merged' };
    if (error !== undefined) {
      place(node)[hold].delete(fault);
      return { state: 'missing', reason: error.message };
    }
    if (hold === 'downBy') events.down(node);
    events.changed();
    return { state: 'in-force' };
  }

  function whenSettled(these: readonly NodeId[], done: () => void): void {
    waiters.push({ nodes: these, done });
    settle();
  }

  /** Moves every free node to where its holds want it, and tells those who wait once nothing moves any more. */
  function settle(): void {
    settleAgain = true;
    if (settling) return;
    settling = true;
    while (settleAgain) {
      settleAgain = false;
      for (const node of nodes) if (turns.free(node)) startMove(node);
      const ready = waiters.filter((waiter) => waiter.nodes.every((node) => turns.free(node) && moveOf(node) === 'none'));
      waiters = waiters.filter((waiter) => !ready.includes(waiter));
      for (const waiter of ready) waiter.done();
    }
    settling = false;
  }

  function moveOf(node: NodeId): 'start' | 'resume' | 'pause' | 'none' {
    const { downBy, pausedBy, barred, crashed } = place(node);
    if (barred || downBy.size > 0 || isLost(node)) return 'none';
    const state = cluster.state(node);
    if (state === 'down') return crashed && !healing ? 'none' : 'start';
    if (state === 'paused') return pausedBy.size > 0 ? 'none' : 'resume';
    // It was killed while paused, and the kill ended first: the pause goes on.
    return state === 'up' && pausedBy.size > 0 ? 'pause' : 'none';
  }

  function startMove(node: NodeId): void {
    const move = moveOf(node);
    if (move === 'none') return;
    turns.take([node], (finish) => {
      const answer = (error?: Error, started?: { readonly boot: number }): void => {
        if (error !== undefined) moveFailed(node, move, error);
        if (started !== undefined) nodeStarted(node, started.boot);
        finish();
        events.changed();
        settle();
      };
      if (move === 'start') start(node, answer);
      else if (move === 'resume') cluster.resume(node, answer);
      else cluster.pause(node, answer);
    });
  }

  function start(node: NodeId, answer: (error?: Error, started?: { readonly boot: number }) => void): void {
    const own = place(node);
    own.crashed = false;
    if (healing) own.healStarts += 1;
    if (own.healStarts > healStartsMax) {
      const advice = 'look at the end of its log for why it ends.';
      answer(
        new FaultlineError(
          'node-keeps-dying',
          `Node ${node} was started ${healStartsMax} times to heal the cluster and died each time; ${advice}`,
        ),
      );
    } else cluster.start(node, startOptions(node), answer);
  }

  function nodeStarted(node: NodeId, boot: number): void {
    const listeners = place(node).started;
    place(node).started = [];
    events.started(node, boot);
    for (const listener of listeners) listener(boot);
  }

  function moveFailed(node: NodeId, move: 'start' | 'resume' | 'pause', error: Error): void {
    const gone = cluster.state(node) === 'down';
    // It may have spoken before it ended.
    if (move === 'start' && gone) events.down(node);
    // Told as the node's own death already.
    if (isLost(node) || (move === 'start' && place(node).crashed)) return;
    if (error instanceof FaultlineError && error.code === notBack) notReadyAgain(node);
    else if (move === 'pause') place(node).pausedBy.clear();
    // A node that ended before it could be resumed is no failure: the next move starts it.
    else if (move === 'start' || !gone) {
      place(node).barred = true;
      events.failed(error);
    }
  }

  function notReadyAgain(node: NodeId): void {
    const own = place(node);
    // A start from before this heal is made again in it.
    own.barred = !healing || own.healStarts > 0;
    own.late = own.barred;
  }

  function notHealed(): Error | undefined {
    const awaited = nodes.filter((node) => place(node).downBy.size === 0 && !place(node).late && !isLost(node));
    const behind = awaited.filter((node) => cluster.state(node) !== 'up');
    if (behind.length === 0) return undefined;
    const states = behind.map((node) => `${node} is ${cluster.state(node)}`).join(', ');
    return new FaultlineError('not-healed', `Every node should be up after the heal, but ${states}; the nodes' logs tell why.`);
  }

  function isLost(node: NodeId): boolean {
    return cluster.lost(node) !== undefined;
  }
}
