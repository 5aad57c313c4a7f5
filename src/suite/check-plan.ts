import { type CorePlan, canServe, majorityOf, type NodeId, type Plan, type ScriptedOperation, type SimulationPlan } from '../core/index.ts';
import { checkNames } from './check-steps.ts';
import { didYouMean } from './closest.ts';
import type { Path, Problem } from './problems.ts';

/** What does not fit together in a plan of the right shape: names that stand for nothing, bounds that contradict each other. */
export function checkPlan({ system, faults, core, simulation, load }: Plan): Problem[] {
  const { nodes } = system;
  return [
    ...unknownNodes(Object.keys(system.variants), nodes, ['system', 'variants']),
    ...checkNames(faults, nodes).map(({ step, path, ...rest }) => ({ ...rest, path: ['faults', step, ...path] })),
    ...(core === undefined ? [] : checkCore(core, nodes)),
    ...(simulation === undefined ? [] : checkSimulation(simulation, nodes)),
    ...(load.script === undefined ? [] : checkScript(load.script, load.concurrency)),
  ];
}

function unknownNodes(names: readonly string[], nodes: readonly NodeId[], path: Path): Problem[] {
  return names
    .filter((name) => !nodes.includes(name))
    .map((name) => ({
      code: 'unknown-node',
      path: [...path, name],
      at: 'key',
      message: `expected names of nodes (${nodes.join(', ')}), got "${name}"`,
    }));
}

function checkCore({ stops, cuts }: CorePlan, nodes: readonly NodeId[]): Problem[] {
  const members = nodes.filter((node) => !stops.some((stop) => stop.node === node));
  const problems = [
    ...stops.flatMap(({ node }, i): Problem[] => {
      const path = ['core', 'stops', i, 'node'];
      if (!nodes.includes(node)) return [unknownNode(node, nodes, path)];
      const twice = stops.findIndex((stop) => stop.node === node) < i;
      return twice ? [bad(path, `expected each node at most once, got "${node}" again`)] : [];
    }),
    ...cuts.flatMap(({ from, to }, i): Problem[] => {
      const path = ['core', 'cuts', i];
      const strangers = Object.entries({ from, to }).filter(([, node]) => !members.includes(node));
      if (strangers.length > 0) return strangers.map(([end, node]) => unknownNode(node, members, [...path, end]));
      return from === to ? [bad(path, `expected a link between two nodes, got "${from}" twice`)] : [];
    }),
  ];
  if (problems.length > 0) return problems;
  const most = nodes.length - majorityOf(nodes.length);
  if (stops.length > most) {
    const message = `expected at most a minority of the ${nodes.length} nodes (${most}), got ${stops.length}`;
    return [bad(['core', 'stops'], message)];
  }
  if (canServe(nodes, members, cuts)) return [];
  const message = `expected a majority of all nodes, inside the core (${members.join(', ')}), to keep every link among its own, got cuts that leave none`;
  return [bad(['core', 'cuts'], message)];
}

function checkSimulation({ network, disk, clocks }: SimulationPlan, nodes: readonly NodeId[]): Problem[] {
  const problems = unknownNodes(Object.keys(clocks), nodes, ['simulation', 'clocks']);
  if (network.meanLatencyMs < network.minLatencyMs) {
    const message = `expected at least minLatencyMs (${network.minLatencyMs}), got ${network.meanLatencyMs}`;
    problems.push(bad(['simulation', 'network', 'meanLatencyMs'], message));
  }
  for (const [name, [least, most]] of Object.entries({ writeMs: disk.writeMs, syncMs: disk.syncMs })) {
    if (least > most) problems.push(bad(['simulation', 'disk', name], `expected [least, most], got [${least}, ${most}]`));
  }
  const changes = network.priorities?.changes ?? [];
  const falls = changes.findIndex((ordinal, i) => i > 0 && ordinal <= (changes[i - 1] ?? 0));
  if (falls >= 0) {
    const path = ['simulation', 'network', 'priorities', 'changes', falls];
    problems.push(bad(path, `expected rising numbers, got ${changes[falls]} after ${changes[falls - 1]}`));
  }
  return problems;
}

function checkScript(script: readonly ScriptedOperation[], concurrency: number): Problem[] {
  const lastAtMs = new Map<number, number>();
  return script.flatMap(({ client, atMs }, i): Problem[] => {
    const path = ['load', 'script', i];
    if (client >= concurrency) {
      const message = `expected a client below concurrency (${concurrency}; the first is 0), got ${client}`;
      return [bad([...path, 'client'], message)];
    }
    const before = lastAtMs.get(client) ?? 0;
    lastAtMs.set(client, Math.max(before, atMs));
    if (atMs >= before) return [];
    return [bad([...path, 'atMs'], `expected the operations of client ${client} in order of atMs, got ${atMs} after ${before}`)];
  });
}

function unknownNode(name: string, nodes: readonly NodeId[], path: Path): Problem {
  return { code: 'unknown-node', path, message: `expected one of ${nodes.join(', ')}, got "${name}"${didYouMean(name, nodes)}` };
}

function bad(path: Path, message: string): Problem {
  return { code: 'bad-value', path, message };
}
