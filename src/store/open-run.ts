import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  badInput,
  type HistoryEvent,
  isJsonObject,
  type NodeId,
  type Plan,
  type RunVerdict,
  type TraceItem,
  TraceLines,
} from '../core/index.ts';
import { readChunks, readLines } from './file-lines.ts';
import { runFiles } from './files.ts';
import { readHistoryFile } from './read-history.ts';

/** Validates the text of a `plan.json`; the file is for its messages. */
export type PlanParser = (text: string, file: string) => Plan;

export interface LogFile {
  readonly node: NodeId;
  /** Absolute. */
  readonly path: string;
}

/** Reads one recorded run. Iterators read their files as they are asked for, each time anew. */
export interface RunReader {
  /** Absolute. */
  readonly dir: string;
  readonly plan: Plan;
  /** Grows while files are read: a torn end of the history. */
  readonly warnings: readonly string[];
  history(): Iterable<HistoryEvent>;
  /** Node after node, each in order. A node of the plan without a trace, where others have one, is a gap from its beginning. */
  trace(): Iterable<TraceItem>;
  /** The same by node, for whoever needs several at once. A node without a trace is not in it. */
  traces(): ReadonlyMap<NodeId, () => Iterable<TraceItem>>;
  /** undefined: the run did not come to its end. */
  verdict(): RunVerdict | undefined;
  logs(): readonly LogFile[];
  /** The lines of `events.log`. undefined: there is none, as of every run on real processes. */
  events(): Iterable<string> | undefined;
}

export function openRun(dir: string, parsePlan: PlanParser): RunReader {
  const folder = resolve(dir);
  const planFile = join(folder, runFiles.plan);
  const plan = parsePlan(readPlanText(folder, planFile), planFile);
  const warnings: string[] = [];
  return {
    dir: folder,
    plan,
    warnings,
    history: () => readHistoryFile(requireFile(join(folder, runFiles.history)), (warning) => void warnings.push(warning)),
    trace: () => readTraces(join(folder, runFiles.trace), plan.system.nodes),
    traces: () => new Map(filesOf(join(folder, runFiles.trace), '.jsonl').map(({ name, path }) => [name, () => readTrace(name, path)])),
    verdict: () => readVerdict(join(folder, runFiles.verdict)),
    logs: () => filesOf(join(folder, runFiles.logs), '.log').map(({ name, path }) => ({ node: name, path })),
    events: () => readEvents(join(folder, runFiles.events)),
  };
}

function readPlanText(folder: string, planFile: string): string {
  if (existsSync(planFile)) return readFileSync(planFile, 'utf8');
  const got = existsSync(folder) ? 'a folder without one' : 'no such folder';
  throw badInput('not-a-run', `Expected the folder of a run, with a plan.json in it; got ${got}. \`faultline list runs\` shows the runs.`, {
    file: folder,
  });
}

function requireFile(path: string): string {
  if (existsSync(path)) return path;
  throw badInput('history-missing', 'Expected the history of the run, got no such file: there is nothing to judge.', { file: path });
}

function* readTraces(folder: string, nodes: readonly NodeId[]): Generator<TraceItem> {
  const files = new Map(filesOf(folder, '.jsonl').map(({ name, path }) => [name, path]));
  if (files.size === 0) return;
  const others = [...files.keys()].filter((name) => !nodes.includes(name));
  for (const node of [...nodes, ...others]) {
    const path = files.get(node);
    if (path === undefined) yield { kind: 'gap', node, boot: 1, afterSeq: 0, reason: `there is no ${join(folder, `${node}.jsonl`)}` };
    else yield* readTrace(node, path);
  }
}

function* readTrace(node: NodeId, path: string): Generator<TraceItem> {
  const lines = new TraceLines(node);
  for (const chunk of readChunks(path)) yield* lines.feed(chunk);
  yield* lines.finish();
}

function readEvents(path: string): Iterable<string> | undefined {
  return existsSync(path) ? eventLines(path) : undefined;
}

function* eventLines(path: string): Generator<string> {
  // The end of a line that was being written is none.
  for (const { text, complete } of readLines(path)) if (complete) yield text;
}

function filesOf(folder: string, ending: string): { name: string; path: string }[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => ({ name: file.slice(0, -ending.length), path: join(folder, file) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

/** Written by one rename: it is whole, or somebody else's. */
function readVerdict(path: string): RunVerdict | undefined {
  if (!existsSync(path)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw badInput('verdict-malformed', `Expected a verdict as JSON, got: ${error instanceof Error ? error.message : String(error)}`, {
      file: path,
    });
  }
  if (isJsonObject(value) && value['format'] === 1) return value as unknown as RunVerdict;
  const got = isJsonObject(value) ? `format ${JSON.stringify(value['format'])}` : 'something else';
  throw badInput('verdict-unknown-format', `Expected a verdict of format 1, got ${got}. \`faultline check\` judges the run anew.`, {
    file: path,
  });
}
