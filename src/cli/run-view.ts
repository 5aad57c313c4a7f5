import { relative } from 'node:path';
import type { LocalCluster } from '../cluster/local/index.ts';
import type { RunVerdict } from '../core/index.ts';
import { formatVerdict, progressLine, readable } from '../report/index.ts';
import type { CampaignObserver, RunProgress } from '../run/index.ts';

/** On a terminal the line of progress is drawn anew so often, elsewhere a line is written so often. */
const TERMINAL_PROGRESS_MS = 250;
const PLAIN_PROGRESS_MS = 5000;
/** A second Ctrl-C counts only so long after the first: one keystroke may arrive twice. */
const SECOND_SIGNAL_AFTER_MS = 1000;

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
export function createRunView(options: { readonly verdicts: NodeJS.WriteStream; readonly keepRunning: boolean }): RunView {
  const isTerminal = process.stderr.isTTY === true;
  const texts: string[] = [];
  let control: { progress(): RunProgress; interrupt(why: string): void } | undefined;
  let release: (() => void) | undefined;
  let interruptedAt: number | undefined;
  let lastTick = { at: Date.now(), ok: 0 };
  let lastRate = 0;
  let lineShown = false;
  let startedAt = Date.now();
  const ticker = setInterval(tick, isTerminal ? TERMINAL_PROGRESS_MS : PLAIN_PROGRESS_MS);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);

  function onSignal(signal: NodeJS.Signals): void {
    if (interruptedAt !== undefined) {
      if (Date.now() - interruptedAt < SECOND_SIGNAL_AFTER_MS) return;
      process.exit(255);
    }
    interruptedAt = Date.now();
    if (release !== undefined) {
      release();
      return;
    }
    say(`${signal}: ending in good order; once more to leave at once`);
    control?.interrupt(`interrupted by ${signal}`);
  }

  function tick(): void {
    if (control === undefined) return;
    const now = Date.now();
    const state = control.progress();
    const okPerSecond = ((state.ok - lastTick.ok) * 1000) / Math.max(1, now - lastTick.at);
    if (isTerminal && now - lastTick.at < 1000) return draw(state, lastRate);
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
        ...(leader === undefined ? {} : { leader }),
        findingCount: findings,
      },
      { color: isTerminal && (process.env['NO_COLOR'] ?? '') === '', width: isTerminal ? process.stderr.columns : 200 },
    );
    if (isTerminal) {
      process.stderr.write(`\r\x1b[2K${text}`);
      lineShown = true;
    } else process.stderr.write(`${text}\n`);
  }

  function say(text: string): void {
    if (lineShown) process.stderr.write('\r\x1b[2K');
    lineShown = false;
    process.stderr.write(`${text}\n`);
  }

  return {
    observer: {
      started({ plan }, dir, { number, count }) {
        startedAt = Date.now();
        lastTick = { at: startedAt, ok: 0 };
        const which = count === 1 ? '' : `[${number}/${count}] `;
        const bugs = [...new Set(Object.values(plan.system.variants))];
        const bug = bugs.length === 0 ? '' : ` with bug ${bugs.join(', ')}`;
        say(
          `${which}${plan.name}: ${plan.system.nodes.length} ${plan.system.name} nodes${bug}, workload ${plan.workload.name}, ${plan.faults.length} faults, seed ${plan.seed}`,
        );
        say(`  ${relative('', dir)}`);
      },
      found: (checker, finding) => say(`found by ${checker}: ${readable(finding.message, { lines: true })}`),
      running(now) {
        control = now;
        if (interruptedAt !== undefined) now.interrupt('interrupted');
      },
      ended(verdict: RunVerdict) {
        control = undefined;
        if (lineShown) process.stderr.write('\r\x1b[2K');
        lineShown = false;
        const shown = { ...verdict, ...(verdict.dir === undefined ? {} : { dir: relative('', verdict.dir) || '.' }) };
        texts.push(formatVerdict(shown, { color: false }));
        options.verdicts.write(`\n${formatVerdict(shown)}`);
      },
      interrupted: () => interruptedAt !== undefined,
    },
    keepRunning: (cluster) =>
      new Promise((resolve) => {
        release = resolve;
        say('all is read; the cluster stays up until Ctrl-C:');
        for (const node of cluster.nodes) say(`  ${node}  http://127.0.0.1:${cluster.ports(node)?.clientPort ?? 'down'}`);
        if (interruptedAt !== undefined) resolve();
      }),
    verdictTexts: () => texts.join('\n'),
    close() {
      clearInterval(ticker);
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
