import { describe, expect, it } from 'vitest';
import { drawInteger, drawItem, drawUnit, type Json, type Response } from '../../src/core/index.ts';
import { rulesOf } from './bugs.ts';
import { correctRules, type Rules } from './rules.ts';
import { TestWorld } from './test-world.ts';

function elect(world: TestWorld): string {
  world.startAll();
  expect(world.run(5000, () => world.leader() !== undefined)).toBe(true);
  return world.leader() as string;
}

function call(
  world: TestWorld,
  node: string,
  method: string,
  path: string,
  body?: Json,
  headers?: Record<string, string>,
): Response | undefined {
  let answer: Response | undefined;
  world.request(
    node,
    { method, path, ...(body === undefined ? {} : { body }), ...(headers === undefined ? {} : { headers }) },
    (response) => {
      answer = response;
    },
  );
  world.run(3000, () => answer !== undefined);
  return answer;
}

const put = (world: TestWorld, node: string, key: string, value: Json) => call(world, node, 'PUT', `/kv/${key}`, { value });
const get = (world: TestWorld, node: string, key: string) => call(world, node, 'GET', `/kv/${key}`);

describe('a cluster of three', () => {
  it('elects a leader, takes a write, and reads it on every node', () => {
    const world = new TestWorld({ seed: 1, nodes: 3 });
    const leader = elect(world);
    expect(put(world, leader, 'a', { deep: [1, 'two'] })?.status).toBe(200);
    for (const node of world.nodes) expect(get(world, node, 'a')?.body).toMatchObject({ value: { deep: [1, 'two'] } });
  });

  it('names its leader to a client that writes to a follower', () => {
    const world = new TestWorld({ seed: 2, nodes: 3 });
    const leader = elect(world);
    const follower = world.nodes.find((node) => node !== leader) as string;
    world.run(200);
    expect(put(world, follower, 'a', 1)).toMatchObject({ status: 503, body: { error: 'not-leader', leader } });
  });

  it('answers a failed compare-and-swap with the value it met', () => {
    const world = new TestWorld({ seed: 3, nodes: 3 });
    const leader = elect(world);
    put(world, leader, 'a', 1);
    expect(call(world, leader, 'POST', '/kv/a/cas', { expected: 2, value: 3 })).toMatchObject({
      status: 409,
      body: { error: 'precondition-failed', seen: 1 },
    });
    expect(call(world, leader, 'POST', '/kv/a/cas', { expected: 1, value: 3 })?.status).toBe(200);
    expect(call(world, leader, 'POST', '/kv/a/append', { value: 'x' })).toMatchObject({
      status: 409,
      body: { error: 'not-a-string', seen: 3 },
    });
    expect(call(world, leader, 'DELETE', '/kv/a')?.status).toBe(200);
    expect(get(world, leader, 'a')?.body).toMatchObject({ value: null });
  });

  it('applies a write of a session once, however often it is sent', () => {
    const world = new TestWorld({ seed: 4, nodes: 3 });
    const leader = elect(world);
    const headers = { 'faultline-session': 's', 'faultline-sequence': '1' };
    for (let i = 0; i < 3; i += 1) expect(call(world, leader, 'POST', '/kv/a/append', { value: 'x' }, headers)?.status).toBe(200);
    expect(get(world, leader, 'a')?.body).toMatchObject({ value: 'x' });
  });

  it('does not answer from a leader that is cut off, and goes on without it', () => {
    const world = new TestWorld({ seed: 5, nodes: 3 });
    const old = elect(world);
    put(world, old, 'a', 'before');
    for (const other of world.nodes.filter((node) => node !== old)) {
      world.cut(old, other);
      world.cut(other, old);
    }
    expect(world.run(5000, () => world.leader() !== undefined && world.leader() !== old)).toBe(true);
    const successor = world.leader() as string;
    expect(put(world, successor, 'a', 'after')?.status).toBe(200);
    expect(get(world, old, 'a')?.status).toBe(503);
    world.healLinks();
    world.run(2000);
    expect(get(world, old, 'a')?.body).toMatchObject({ value: 'after' });
  });

  it('keeps its term while one node is cut off and comes back: pre-vote', () => {
    const world = new TestWorld({ seed: 6, nodes: 3 });
    const leader = elect(world);
    const lonely = world.nodes.find((node) => node !== leader) as string;
    const { term } = world.status(leader);
    for (const other of world.nodes.filter((node) => node !== lonely)) {
      world.cut(lonely, other);
      world.cut(other, lonely);
    }
    world.run(5000);
    world.healLinks();
    world.run(2000);
    expect(world.leader()).toBe(leader);
    expect(world.status(lonely)).toMatchObject({ term, role: 'follower' });
  });

  it('still has every acknowledged write when all lose power at one instant', () => {
    const world = new TestWorld({ seed: 7, nodes: 3 });
    const leader = elect(world);
    for (let i = 0; i < 20; i += 1) expect(put(world, leader, `k${i}`, i)?.status).toBe(200);
    for (const node of world.nodes) world.powerCut(node);
    world.startAll();
    expect(world.run(5000, () => world.leader() !== undefined)).toBe(true);
    for (let i = 0; i < 20; i += 1) expect(get(world, world.leader() as string, `k${i}`)?.body).toMatchObject({ value: i });
    expect(world.deaths).toEqual([]);
  });
});

describe('a cluster of one', () => {
  it('leads itself', () => {
    const world = new TestWorld({ seed: 8, nodes: 1 });
    elect(world);
    expect(put(world, 'n1', 'a', 1)?.status).toBe(200);
    expect(get(world, 'n1', 'a')?.body).toMatchObject({ value: 1 });
  });
});

describe('what a client may send', () => {
  const world = new TestWorld({ seed: 9, nodes: 1 });
  elect(world);
  const deep = JSON.parse(`${'['.repeat(100)}1${']'.repeat(100)}`) as Json;
  it.each([
    ['GET', '/nowhere', undefined, 404],
    ['POST', '/status', undefined, 405],
    ['PUT', '/kv/', { value: 1 }, 404],
    ['PUT', '/kv/%E0%A4%A', { value: 1 }, 400],
    ['PUT', '/kv/a', undefined, 400],
    ['PUT', '/kv/a', [1], 400],
    ['PUT', '/kv/a', {}, 400],
    ['PUT', '/kv/a', { value: deep }, 400],
    ['POST', '/kv/a/append', { value: 1 }, 400],
    ['POST', '/kv/a/cas', { value: 1 }, 400],
    ['PATCH', '/kv/a', { value: 1 }, 405],
  ])('%s %s %j is answered %i', (method, path, body, status) => {
    expect(call(world, 'n1', method, path, body as Json | undefined)?.status).toBe(status);
    expect(world.deaths).toEqual([]);
  });
});

describe('under random faults', () => {
  it.each(Array.from({ length: 60 }, (_, i) => i + 1))(
    'seed %i: one history of committed entries, and nothing acknowledged is lost',
    (seed) => {
      const { world, acknowledged } = storm(seed, correctRules);
      expect(world.deaths).toEqual([]);
      expect(contradictions(world)).toEqual([]);
      const leader = world.leader() as string;
      for (const [key, value] of acknowledged) expect(get(world, leader, key)?.body).toMatchObject({ value });
      const states = world.nodes.map((node) => world.status(node));
      expect(new Set(states.map((state) => `${state['appliedIndex']} ${state['stateHash']}`)).size).toBe(1);
    },
  );

  it.each<[string, Partial<Rules>]>([
    ['a voter that votes for everybody', { mayGrantVote: () => true }],
    ['a follower that truncates on every append', rulesOf('truncate-on-every-append') ?? {}],
    ['a node that acknowledges before fsync', rulesOf('ack-before-fsync') ?? {}],
  ])('the same storm finds %s: the test is able to fail', (_, wrong) => {
    const found = Array.from({ length: 30 }, (_, i) => i + 1).some((seed) => {
      const { world, acknowledged } = storm(seed, { ...correctRules, ...wrong });
      const leader = world.leader();
      const lost =
        leader === undefined
          ? []
          : [...acknowledged].filter(([key, value]) => !Object.is(Object(get(world, leader, key)?.body)['value'], value));
      return contradictions(world).length > 0 || lost.length > 0;
    });
    expect(found).toBe(true);
  });
});

/** Ten seconds of writes while links are cut and nodes lose power, then healing. */
function storm(seed: number, rules: Rules): { world: TestWorld; acknowledged: Map<string, Json> } {
  const world = new TestWorld({
    seed,
    nodes: 3 + 2 * (seed % 2),
    loss: 0.05 * (seed % 3),
    config: { maxBatchEntries: 1 + (seed % 4) },
    rules,
  });
  const acknowledged = new Map<string, Json>();
  world.startAll();
  for (let i = 0; i < 200; i += 1) {
    world.after(i * 50, () => {
      const node = drawItem(world.nodes, seed, 'to', i);
      world.request(node, { method: 'PUT', path: `/kv/k${i}`, body: { value: i } }, (response) => {
        if (response.status === 200) acknowledged.set(`k${i}`, i);
      });
    });
  }
  for (let step = 0; step < 30; step += 1) {
    world.after(500 + step * 300, () => {
      const node = drawItem(world.nodes, seed, 'victim', step);
      const what = drawUnit(seed, 'what', step);
      if (what < 0.3) world.cut(node, drawItem(world.nodes, seed, 'other', step));
      else if (what < 0.45) world.healLinks();
      else if (what < 0.6) world.kill(node);
      else if (what < 0.75) for (const other of world.nodes) if (drawUnit(seed, 'cut', step, other) < 0.5) world.powerCut(other);
      for (const other of world.nodes) if (!world.isUp(other) && drawInteger(0, 1, seed, 'up', step, other) === 1) world.start(other);
    });
  }
  world.run(10_000);
  world.healLinks();
  for (const node of world.nodes) if (!world.isUp(node)) world.start(node);
  const settled = () => {
    const states = world.nodes.map((node) => world.status(node));
    return (
      world.leader() !== undefined &&
      states.every((state) => state['appliedIndex'] === states[0]?.['appliedIndex'] && state['commitIndex'] === state['appliedIndex'])
    );
  };
  world.run(2000);
  expect(rules !== correctRules || world.run(20_000, settled)).toBe(true);
  return { world, acknowledged };
}

/** Two leaders of a term, or two different entries applied at one index. */
function contradictions(world: TestWorld): string[] {
  const leaders = new Map<unknown, string>();
  const applied = new Map<unknown, unknown>();
  const found: string[] = [...world.deaths];
  for (const { event, term, node, index, hash } of world.trace as {
    event: string;
    term?: unknown;
    node: string;
    index?: unknown;
    hash?: unknown;
  }[]) {
    if (event === 'lead') {
      if (leaders.has(term) && leaders.get(term) !== node) found.push(`two leaders of term ${term}`);
      leaders.set(term, node);
    }
    if (event !== 'apply') continue;
    if (applied.has(index) && applied.get(index) !== hash) found.push(`two entries applied at ${index}`);
    applied.set(index, hash);
  }
  return found;
}
