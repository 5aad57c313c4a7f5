import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary, RunVerdict, TraceEvent } from '../core/index.ts';
import { storyOf } from '../report/html/page/finding/story.ts';
import { openRun as openPage } from '../report/html/page/run.ts';
import {
  type CampaignDocument,
  collectReport,
  formatCampaign,
  formatReplay,
  formatVerdict,
  leadingFinding,
  type ReportData,
  renderAnnotations,
  renderJunit,
  renderMarkdown,
} from '../report/index.ts';
import { readVerdict } from '../serve/runs/read-verdict.ts';
import { openRun } from '../store/index.ts';
import { parsePlan } from '../suite/index.ts';
import { resolvePlan } from './expand.ts';
import { recheckRun } from './recorded-run.ts';
import { replayRun } from './sim/index.ts';
import { simulateRun } from './simulated-run.ts';
import { simulatedPlan } from './test-simulated.ts';
import { summarize } from './verdict.ts';

/** Leaders answer reads without asking whether they still lead, and lose touch twice: many keys come out wrong, in several ways. */
const plan = {
  ...simulatedPlan,
  seed: 3,
  system: { ...simulatedPlan.system, variants: { n1: 'stale-read', n2: 'stale-read', n3: 'stale-read' } },
  workload: { ...simulatedPlan.workload, keyCount: 8 },
  load: { ...simulatedPlan.load, concurrency: 6, ratePerSecond: 200 },
  faults: [700, 1900].map((atMs, i) => ({
    id: `f${i}`,
    kind: 'partition' as const,
    shape: 'isolate' as const,
    target: 'leader' as const,
    when: { atMs },
    forMs: 800,
  })),
};

describe('a recorded run in which several keys are wrong', () => {
  const root = mkdtempSync(join(tmpdir(), 'faultline-headline-'));
  let dir = '';
  let verdict: RunVerdict;
  let summary: RunSummary;
  let headline = '';
  let campaign: CampaignDocument;
  let data: ReportData;

  beforeAll(() => {
    const expansion = resolvePlan(plan);
    dir = simulateRun({ expansion, root, reproduce: () => 'again' }).verdict.dir ?? expect.fail();
    const reader = openRun(dir, parsePlan);
    verdict = reader.verdict() ?? expect.fail();
    summary = summarize(verdict);
    headline = summary.headline ?? expect.fail();
    campaign = {
      summary: { outcome: 'violation', exitCode: 1, runs: [summary] },
      suite: 'several',
      startedAt: new Date(verdict.startedAt),
      reasons: [],
    };
    const trace = [...reader.trace()].flatMap((item): TraceEvent[] => (item.kind === 'event' ? [item.event] : []));
    data = collectReport({ plan: reader.plan, verdict, history: reader.history(), trace });
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('has findings of several keys and kinds, so that there is something to choose', () => {
    const { findings = [] } = verdict.results['linearizability'] ?? {};
    expect(new Set(findings.map(({ key }) => key)).size).toBeGreaterThan(2);
    expect(headline).toMatch(/^Not linearizable: a stale read of k\d+$/);
    const lead = leadingFinding(verdict.results)?.finding ?? expect.fail();
    expect(summary.leading).toEqual({ checker: 'linearizability', rule: 'not-linearizable', kind: 'stale-read' });
    expect(headline).toContain(lead.key);
  });

  it('leads with the same sentence in the terminal, as text for people and for CI', () => {
    expect(formatVerdict(verdict, { color: false })).toMatch(new RegExp(`^VIOLATION {2}${headline}\n`));
    expect(formatVerdict(verdict, { color: false })).toContain(`\n  ${headline}\n`);
    expect(renderMarkdown(campaign)).toContain(headline);
    expect(renderJunit(campaign)).toContain(`message="${headline}"`);
    expect(renderAnnotations(campaign).split('\n')[0]).toContain(headline);
    expect(renderAnnotations(campaign)).not.toContain('below');
  });

  it('leads with it in the summary of `sim` and in a replay', () => {
    const finding = { checker: 'linearizability', rule: 'not-linearizable' };
    const rates = { eventsPerSecond: 1, simulatedSecondsPerSecond: 1, seedsPerSecond: 1 };
    const counts = { seedCount: 1, plannedCount: 1, violationCount: 1, brokenCount: 0, vacuousCount: 0, unkeptCount: 0, elapsedMs: 1 };
    const report = { outcome: 'violation', reasons: [], seedRanges: [], vacuous: [], others: [], faults: [], rates, ...counts } as const;
    const text = formatCampaign({ ...report, stoppedAtViolation: true, first: { run: summary, message: 'm', finding } }, { color: false });
    expect(text).toMatch(new RegExp(`^VIOLATION {2}Seed 3: ${headline}\n`));
    const replay = replayRun({ recorded: { plan: openRun(dir, parsePlan).plan, verdict }, strict: false });
    expect(formatReplay(replay, { color: false })).toContain(`outcome   violation: ${headline}\n`);
  });

  it('leads with it on the page, which adds when and what was going on, and in `serve`', () => {
    const page = openPage(data);
    expect(page.findings[0]?.title).toBe(headline);
    const story = storyOf(page, page.findings[0]?.finding ?? expect.fail());
    expect(story?.headline).toMatch(new RegExp(`^${headline} at \\d\\.\\d\\d s`));
    const shown = readVerdict(dir);
    expect(shown).toMatchObject({ headline });
    expect(shown !== undefined && 'findings' in shown ? shown.findings.map(({ title }) => title) : []).toContain(headline);
  });

  it('leads with it when it is judged anew', () => {
    expect(summarize(recheckRun(dir)).headline).toBe(headline);
  });
});
