/** Adds up what the runs of a soak were: outcomes, operations, and the faults by kind and by what became of them. */
export function createTally() {
  const outcomes = new Map();
  const operations = { ok: 0, fail: 0, info: 0 };
  const faults = new Map();
  let runCount = 0;

  return {
    outcome: (outcome) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1),
    add(run) {
      runCount += 1;
      for (const type of Object.keys(operations)) operations[type] += run.ops[type];
      for (const { kind, state } of run.faults) {
        const states = faults.get(kind) ?? new Map();
        states.set(state, (states.get(state) ?? 0) + 1);
        faults.set(kind, states);
      }
    },
    text() {
      const { ok, fail, info } = operations;
      const kinds = [...faults].sort(([a], [b]) => a.localeCompare(b));
      return [
        `${runCount} runs: ${counted(outcomes) || 'none'}`,
        `operations: ${ok} ok, ${fail} fail, ${info} info`,
        ...kinds.map(([kind, states]) => `  ${kind.padEnd(12)} ${counted(states)}`),
      ].join('\n');
    },
  };
}

function counted(counts) {
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
}
