import { relative } from 'node:path';
import type { LocalCluster } from '../cluster/local/index.ts';
import type { Plan, RunVerdict } from '../core/index.ts';
import { formatVerdict, plural, progressLine, readable } from '../report/index.ts';
import type { CampaignObserver, LeftBehind, RunProgress } from '../run/index.ts';
import { openLiveLine } from './live-line.ts';
import { forPeople } from './output.ts';
import { watchSignals } from './signals.ts';

export interface RunView {
  readonly observer: CampaignObserver;
  readonly keepRunning: (cluster: LocalCluster) => Promise<void>;
  verdictTexts(): string;
  close(): void;
}

/**
 * What people see of runs while they go on, on stderr, and what signals do: the first asks for an orderly end, one more a second
 * later leaves at once (the guard cleans up behind it).
 */
export function createRunView(options: { readonly verdicts: { write(text: string): void }; readonly keepRunning: boolean }): RunView {
  const texts: string[] = [];
  let control: { progress(): RunProgress; interrupt(why: string): void } | undefined;
  let release: (() => void) | undefined;
  let lastTick = { at: Date.now(), ok: 0 };
  let lastRate = 0;
  let startedAt = Date.now();
  let hasLeaders = false;
  const line = openLiveLine(tick);
  const signals = watchSignals((signal) => {
    if (release !== undefined) return release();
    line.say(`${signal}: ending in good order; once more to leave at once`);
    control?.interrupt(`interrupted by ${signal}`);
  });

  function tick(): void {
    if (control === undefined) return;
    const now = Date.now();
    const state = control.progress();
    const okPerSecond = ((state.ok - lastTick.ok) * 1000) / Math.max(1, now - lastTick.at);
    if (line.isTerminal && now - lastTick.at < 1000) return draw(state, lastRate);
    lastTick = { at: now, ok: state.ok };
    lastRate = Math.max(0, okPerSecond);
    draw(state, lastRate);
  }

  function draw(state: RunProgress, okPerSecond: number): void {
    const { phase, leftMs, totalMs, ok, fail, info, faults, leader, findings } = state;
    const text = progressLine(
      {
        phase,
        elapsedMs: leftMs === undefined || totalMs === undefined ? Date.now() - startedAt : totalMs - leftMs,
        ...(totalMs === undefined ? {} : { totalMs }),
        okPerSecond: Math.round(okPerSecond),
        ops: { ok, fail, info },
        faults: faults.map((title) => ({ kind: title, target: [] })),
        ...(leader !== undefined ? { leader } : hasLeaders ? {} : { leader: null }),
        findingCount: findings,
      },
      line.style,
    );
    line.draw(text);
  }

  return {
    observer: {
      started({ plan }, dir, { number, count }) {
        startedAt = Date.now();
        // Elections are judged where there are some.
        hasLeaders = plan.checkers.includes('raft-safety');
        lastTick = { at: startedAt, ok: 0 };
        const which = count === 1 ? '' : `[${number}/${count}] `;
        const bugs = [...new Set(Object.values(plan.system.variants))];
        const bug = bugs.length === 0 ? '' : ` with bug ${bugs.join(', ')}`;
        const { nodes, name } = plan.system;
        line.say(
          `${which}${plan.name}: ${plural(nodes.length, `${name} node`)}${bug}, workload ${plan.workload.name}, ${faultCounts(plan)}${plan.world === 'simulated' ? ', simulated' : ''}, seed ${plan.seed}`,
        );
        if (dir !== undefined) line.say(`  ${relative('', dir)}`);
      },
      found: (checker, finding) => line.say(`found by ${checker}: ${readable(finding.message, { lines: true })}`),
      running(now) {
        control = now;
        if (signals.interrupted()) now.interrupt('interrupted');
      },
      ended(verdict: RunVerdict) {
        control = undefined;
        line.clear();
        const shown = { ...verdict, ...(verdict.dir === undefined ? {} : { dir: relative('', verdict.dir) || '.' }) };
        texts.push(formatVerdict(shown, { color: false }));
        options.verdicts.write(`\n${forPeople(formatVerdict(shown))}`);
      },
      failed: (message) => line.say(`faultline: ${message}`),
      interrupted: () => signals.interrupted(),
    },
    keepRunning: (cluster) =>
      new Promise((resolve) => {
        release = resolve;
        line.say('all is read; the cluster stays up until Ctrl-C:');
        for (const node of cluster.nodes) line.say(`  ${node}  http://127.0.0.1:${cluster.ports(node)?.clientPort ?? 'down'}`);
        if (signals.interrupted()) resolve();
      }),
    verdictTexts: () => texts.join('\n'),
    close() {
      line.close();
      signals.close();
    },
  };
}

/** `f1 (disk-loss), core-n3 (kill)`. */
export function nameLeftOut(left: readonly LeftBehind[]): string {
  return left.map(({ id, kind }) => `${id} (${kind})`).join(', ');
}

/** Said before a plan runs on real processes. */
export function sayLeftOut(left: readonly LeftBehind[]): void {
  if (left.length > 0) process.stderr.write(`faultline: left out on real processes: ${nameLeftOut(left)}\n`);
}

/** What the core phase stops and cuts is reported like faults, so it is told with them. */
function faultCounts({ faults, core, phases }: Plan): string {
  const ofCore = core === undefined || phases.coreMs === 0 ? 0 : core.stops.length + core.cuts.length;
  return `${plural(faults.length, 'fault')}${ofCore === 0 ? '' : ` and ${ofCore} of the core phase`}`;
}
