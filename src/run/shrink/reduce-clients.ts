import type { Plan } from '../../core/index.ts';
import { inOrder } from './plan-edits.ts';
import type { Search } from './search.ts';

/** Fewer clients, with numbers as small as can be. A client's number says where its home is: thread i lives at node i mod n. */
export async function reduceClients(search: Search): Promise<void> {
  const nodeCount = search.best.system.nodes.length;
  const clients = clientsOf(search.best);
  if (clients.length > 1) await search.attemptAny(allOnOne(search.best, clients, nodeCount));
  for (const client of [...clientsOf(search.best)].reverse()) await search.attemptAny(mergedWithAnother(search.best, client));
  await search.attempt(moveClients(search.best, atSameHomes(clientsOf(search.best), nodeCount)));
  await search.attempt(moveClients(search.best, new Map(clientsOf(search.best).map((client, i) => [client, i]))));
}

function* allOnOne(plan: Plan, clients: readonly number[], nodeCount: number): Generator<Plan> {
  for (let home = 0; home < nodeCount; home += 1) yield moveClients(plan, new Map(clients.map((client) => [client, home])));
}

function* mergedWithAnother(plan: Plan, client: number): Generator<Plan> {
  for (const other of clientsOf(plan)) if (other !== client) yield moveClients(plan, new Map([[client, other]]));
}

/** Each client's new number: the smallest free one of the same home. */
function atSameHomes(clients: readonly number[], nodeCount: number): Map<number, number> {
  const taken = new Set<number>();
  const numbers = new Map<number, number>();
  for (const client of clients) {
    let number = client % nodeCount;
    while (taken.has(number)) number += nodeCount;
    taken.add(number);
    numbers.set(client, number);
  }
  return numbers;
}

/** Who does anything at all, by number. A plan without a script has them all. */
export function clientsOf({ load }: Plan): readonly number[] {
  if (load.script === undefined) return Array.from({ length: load.concurrency }, (_, i) => i);
  return [...new Set(load.script.map(({ client }) => client))].sort((a, b) => a - b);
}

/** Gives clients other numbers (two may become one), and leaves out those above the last that is needed. */
export function moveClients(plan: Plan, numbers: ReadonlyMap<number, number>): Plan {
  const { script } = plan.load;
  if (script === undefined) return plan;
  const moved = inOrder(script.map((each) => ({ ...each, client: numbers.get(each.client) ?? each.client })));
  const concurrency = Math.max(0, ...moved.map(({ client }) => client)) + 1;
  return { ...plan, load: { ...plan.load, concurrency, script: moved } };
}
