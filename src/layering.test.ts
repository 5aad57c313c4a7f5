import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * Which room may import which. Imports go down only, never in a circle; a room is entered by its index.ts alone. An edge that is
 * not written here is a change of the design: think before you add it.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'src/core': [],
  'src/network': ['nodes/runtime', 'src/core'],
  'src/cluster': ['src/network', 'nodes/runtime', 'src/core'],
  'src/cluster/local': ['src/cluster', 'src/network', 'nodes/runtime', 'src/core'],
  'src/cluster/simulated': ['src/cluster', 'src/network', 'nodes/runtime', 'src/core'],
  'src/suite': ['src/core'],
  // What `import 'faultline/system'` gives a module of the user's: it may know nothing of the harness.
  'src/system': ['src/core'],
  'src/nemesis': ['src/cluster', 'src/network', 'src/core'],
  'src/store': ['src/core'],
  'src/report': ['src/core'],
  'src/serve': ['src/report', 'src/store', 'src/core'],
  'src/run': [
    'src/suite',
    'src/system',
    'src/nemesis',
    'src/report',
    'src/store',
    'src/cluster',
    'src/cluster/local',
    'src/cluster/simulated',
    'src/core',
    'nodes',
    'workloads',
    'checkers',
  ],
  'src/cli': [
    'src/serve',
    'src/run',
    'src/suite',
    'src/nemesis',
    'src/report',
    'src/store',
    'src/cluster/local',
    'src/core',
    'nodes',
    'workloads',
    'checkers',
  ],
  'nodes/runtime': ['src/core'],
  'nodes/raft': ['nodes/runtime'],
  'nodes/raft (harness side)': ['nodes/raft', 'nodes/runtime', 'src/core'],
  nodes: ['nodes/raft (harness side)', 'src/core'],
  workloads: ['src/core'],
  checkers: ['checkers/linearizability', 'checkers/raft-safety', 'checkers/statistics', 'checkers/performance', 'src/core'],
  'checkers/linearizability': ['src/core'],
  'checkers/raft-safety': ['nodes/raft (trace types)', 'src/core'],
  'checkers/statistics': ['src/core'],
  'checkers/performance': ['src/core'],
};

/** Files of a node's folder that stand between it and the harness, or make a process of it. */
const harnessSide = new Set(['system.ts', 'client.ts', 'plans.ts', 'main.ts', 'status.ts']);

const root = fileURLToPath(new URL('../', import.meta.url));
const tops = ['src', 'nodes', 'workloads', 'checkers'];

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

describe('the layers of the house', () => {
  const files = tops.flatMap((top) => sources(top));
  const imports = files.flatMap(importsOf);

  it('has imports to look at', () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  it('imports downwards only, along edges that are written down', () => {
    const strangers = imports.filter(({ file, target }) => {
      const from = roomOf(file);
      const to = targetRoomOf(from, target);
      return from !== to && !(mayImport[from] ?? []).includes(to);
    });
    expect(strangers.map(({ file, target }) => `${file} (${roomOf(file)}) -> ${target} (${targetRoomOf(roomOf(file), target)})`)).toEqual(
      [],
    );
  });

  it('enters a room by its face', () => {
    const intruders = imports.filter(({ file, target }) => roomOf(file) !== roomOf(target) && !isFace(file, target));
    expect(intruders.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });

  it('goes nowhere in a circle', () => {
    expect(findCycle(imports.filter(({ typeOnly }) => !typeOnly))).toBeUndefined();
  });

  it('lets protocol code reach the world through Env alone', () => {
    // The lint rule knows globals and modules; what is left are words.
    const reaching = files
      .filter((file) => /^nodes\/(?!runtime\/)[^/]+\//.test(file) && !harnessSide.has(file.split('/').at(-1) ?? ''))
      .filter((file) => /\bMath\.random\b|\basync\b|\bawait\b|from 'node:/.test(withoutComments(readFileSync(join(root, file), 'utf8'))));
    expect(reaching).toEqual([]);
    expect(files.filter((file) => file.startsWith('nodes/raft/')).length).toBeGreaterThan(10);
  });

  it('keeps porcupine-wasm free of Faultline', () => {
    const folder = 'checkers/porcupine-wasm';
    const leaving = sources(folder, true)
      .flatMap(importsOf)
      .filter(({ target }) => !target.startsWith(folder));
    expect(leaving.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
  });
});

function sources(folder: string, withPackage = false): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => /\.tsx?$/.test(name) && !/\.(test|d)\.tsx?$|\/test-[^/]+$/.test(name))
    .filter((name) => !name.includes('node_modules') && !name.includes('/dist/'))
    .filter((name) => withPackage || !name.startsWith('checkers/porcupine-wasm/'))
    .filter((name) => !name.startsWith('src/report/html/page/'));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found: Import[] = [];
  for (const match of text.matchAll(
    /^\s*(?:import|export)\s+(type\s+)?[^'"]*?from\s+'([^']+)'|^\s*import\s+'([^']+)'|import\('([^']+)'\)/gm,
  )) {
    const specifier = match[2] ?? match[3] ?? match[4] ?? '';
    if (specifier.startsWith('.'))
      found.push({ file, target: normalize(join(dirname(file), specifier)), typeOnly: match[1] !== undefined });
  }
  return found;
}

function roomOf(file: string): string {
  const parts = file.split('/');
  const [top = '', second = '', third = ''] = parts;
  if (parts.length === 2) return top;
  if (top === 'nodes' && second !== 'runtime') return harnessSide.has(third) ? `nodes/${second} (harness side)` : `nodes/${second}`;
  if (top === 'src' && second === 'cluster' && parts.length > 3) return `src/cluster/${third}`;
  return `${top}/${second}`;
}

function targetRoomOf(from: string, target: string): string {
  if (from === 'checkers/raft-safety' && target === 'nodes/raft/trace.ts') return 'nodes/raft (trace types)';
  return roomOf(target);
}

function isFace(file: string, target: string): boolean {
  if (target.endsWith('/index.ts')) return true;
  const sameNode = file.split('/').slice(0, 2).join('/') === target.split('/').slice(0, 2).join('/');
  if (target.startsWith('nodes/') && sameNode) return true;
  // The Cluster interface is the face of its folder; a world is below it and may import it directly.
  if (file.startsWith('src/cluster/') && target === 'src/cluster/cluster.ts') return true;
  return target === 'nodes/raft/trace.ts' || target === 'nodes/raft/system.ts' || /^workloads\/[^/]+$/.test(target);
}

function findCycle(imports: readonly Import[]): string | undefined {
  const graph = new Map<string, string[]>();
  for (const { file, target } of imports) graph.set(file, [...(graph.get(file) ?? []), target]);
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(' -> ');
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
