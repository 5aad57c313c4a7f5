const seeds = [1, 2];

/** Two histories a row: their mean, and the slower one in brackets. What is broken may still be valid; what is asked is a verdict. */
export function hardRows(limits) {
  const hard = (id, what, generator, model, shape, asked = '5000') => ({
    id,
    what,
    asked,
    row: { measure: 'hard', generator, model, shape, seeds, limits },
  });
  const store = { operations: 10_000, values: 5, unknown: 50, lateBy: 1 };
  const text = { operations: 2_000, clients: 50 };
  return [
    ...[5, 15].flatMap((clients) => [
      hard(`7-${clients}r`, `${clients} clients, values 0 to 9, late unknown writes, a replica lags`, 'store', 'register', {
        ...store,
        clients,
        values: 10,
        flaw: 'stale',
      }),
      hard(`7-${clients}l`, 'the same, an acknowledged write is lost', 'store', 'register', { ...store, clients, flaw: 'lost' }),
      hard(`7-${clients}c`, 'half of the changes are cas', 'store', 'cas-register', { ...store, clients, cas: 0.5 }),
      hard(`7-${clients}d`, 'the same, a read shows another value', 'store', 'cas-register', {
        ...store,
        clients,
        cas: 0.5,
        flaw: 'value',
      }),
      hard(`7-${clients}e`, 'a fifth are cas, a replica lags', 'store', 'cas-register', { ...store, clients, cas: 0.2, flaw: 'stale' }),
      hard(
        `7-${clients}f`,
        'half are cas, a replica lags',
        'store',
        'cas-register',
        { ...store, clients, cas: 0.5, flaw: 'stale' },
        'or unknown',
      ),
      hard(`7-${clients}a`, 'one key of texts, appends and deletes', 'store', 'kv', {
        ...store,
        clients,
        keys: 1,
        append: 0.3,
        remove: 0.3,
      }),
    ]),
    hard('7-3k', '10 clients, three keys of texts, a replica lags', 'store', 'kv', {
      ...store,
      clients: 10,
      keys: 3,
      append: 0.3,
      remove: 0.3,
      flaw: 'stale',
    }),
    ...['no', 'lost', 'reordered', 'stale', 'twice'].map((flaw) =>
      hard(
        `8-${flaw}`,
        `texts as in c50: 50 clients, 10 keys, flaw: ${flaw}`,
        'texts',
        'kv',
        { ...text, flaw },
        flaw === 'no' ? '12' : '100',
      ),
    ),
    hard('8-3k', 'the same on 3 keys, flaw: stale', 'texts', 'kv', { ...text, keys: 3, flaw: 'stale' }, '100'),
    ...['queue', 'stack'].flatMap((model) => [
      hard(`9-${model}`, `${model}, 200 operations, 4 clients, values 0 to 4`, 'container', model, { model, operations: 200, clients: 4 }),
      hard(`9-${model}b`, 'the same, broken', 'container', model, { model, operations: 200, clients: 4, broken: true }),
      hard(`9-${model}10`, 'the same with 10 clients', 'container', model, { model, operations: 200, clients: 10 }),
      hard(`9-${model}2k`, '2,000 operations, 4 clients', 'container', model, { model, operations: 2_000, clients: 4 }),
    ]),
  ];
}
