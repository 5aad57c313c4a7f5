import { FaultlineError } from '../../core/index.ts';

/** Doors to the real world: two runs of one plan would find something else behind them. */
const doors = ['Date', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance', 'crypto', 'fetch'] as const;
const methods: readonly (readonly [object, string])[] = [
  [Math, 'random'],
  [process, 'hrtime'],
  [process, 'nextTick'],
];

let depth = 0;

/**
 * Runs `simulation` with every global clock, timer and source of entropy closed: whoever opens one gets an error `real-world-touched` that names it. They are open
 * again when this returns. What code has kept a reference to before is out of reach; the lint rules of protocol code see to that.
 */
export function withoutRealWorld<Result>(simulation: () => Result): Result {
  if (depth > 0) return simulation();
  const kept = close();
  depth += 1;
  try {
    return simulation();
  } finally {
    depth -= 1;
    for (const open of kept) open();
  }
}

function close(): (() => void)[] {
  const closed: (readonly [object, string, string])[] = [
    ...doors.map((name) => [globalThis, name, name] as const),
    ...methods.map(([owner, name]) => [owner, name, `${owner === Math ? 'Math' : 'process'}.${name}`] as const),
  ];
  return closed.map(([owner, key, name]) => {
    const before = Object.getOwnPropertyDescriptor(owner, key);
    Object.defineProperty(owner, key, { configurable: true, get: () => refuse(name), set: () => refuse(name) });
    return () => {
      if (before === undefined) Reflect.deleteProperty(owner, key);
      else Object.defineProperty(owner, key, before);
    };
  });
}

function refuse(name: string): never {
  throw new FaultlineError(
    'real-world-touched',
    `${name} was used in the simulated world: a run would not be repeatable. Protocol code reaches time, timers and chance through Env alone.`,
  );
}
