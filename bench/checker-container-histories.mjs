import { randomFrom } from './checker-histories.mjs';

/**
 * A queue or a stack as concurrent clients of a correct one see it, values drawn from few. A little more is taken than put, so that it stays short.
 * With `broken`, a take near the end gets another of the values; that may still be possible.
 */
export function containerHistory({ model, operations, clients, values = 5, broken = false, seed = 1 }) {
  const random = randomFrom(seed);
  const below = (count) => Math.floor(random() * count);
  const [put, take] = model === 'queue' ? ['enqueue', 'dequeue'] : ['push', 'pop'];
  const items = [];
  const events = [];
  const open = new Array(clients).fill(undefined);
  for (let invoked = 0, left = operations; left > 0; ) {
    const process = below(clients);
    const call = open[process];
    if (call === undefined) {
      if (invoked === operations) continue;
      invoked += 1;
      open[process] = random() < 0.45 ? { f: put, value: below(values), isDone: false } : { f: take, value: null, isDone: false };
      events.push({ process, type: 'invoke', f: open[process].f, value: open[process].value });
    } else if (!call.isDone) {
      takeEffect(call);
    } else if (random() < 0.5) {
      open[process] = undefined;
      left -= 1;
      events.push({ process, type: 'ok', f: call.f, value: call.value });
    }
  }
  const at = events.findLastIndex(({ type, f, value }, i) => i < events.length * 0.9 && type === 'ok' && f === take && value !== null);
  return broken && at !== -1 ? events.with(at, { ...events[at], value: (events[at].value + 1) % values }) : events;

  function takeEffect(call) {
    call.isDone = true;
    if (call.f === put) items.push(call.value);
    else call.value = (model === 'queue' ? items.shift() : items.pop()) ?? null;
  }
}
