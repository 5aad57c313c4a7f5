import { randomFrom } from './checker-histories.mjs';

/**
 * Histories that are hard to judge, of a register or a key-value store whose values repeat. A correct store is asked by concurrent clients; then, if it
 * is to be broken, in a way that shows only to who knows every order.
 *   values: writes draw from so many
 *   unknown: so many writes of which nobody learns the outcome; `where`: 'spread', 'start' or 'end'. Most take effect, up to `lateBy` operations after
 *     the client gave up, and some never do
 *   cas, append, remove: shares of the changes that are one of these instead of a write
 *   keys: so many; 0 is a register without a key
 *   flaw: 'no'; 'value', a read near the end shows another of the values; 'swap', two reads near the end change their answers; 'stale', a replica
 *     that lags behind answers now and then; 'lost', an acknowledged write near the end does nothing, and all read when it is quiet.
 *     What comes out may still be valid: that is for the checker to say.
 */
export function hardHistory(shape) {
  const { operations, clients, values = 5, unknown = 0, where = 'spread', lateBy = 0, cas = 0, append = 0, remove = 0, keys = 0 } = shape;
  const { flaw = 'no', seed = 1 } = shape;
  const random = randomFrom(seed);
  const below = (count) => Math.floor(random() * count);
  const names = keys === 0 ? { read: 'read', write: 'write' } : { read: 'get', write: 'put' };
  const stores = Array.from({ length: Math.max(1, keys) }, () => ({ now: keys === 0 ? null : '', before: [] }));
  const events = [];
  const open = new Array(clients).fill(undefined);
  const processes = Array.from({ length: clients }, (_, i) => i);
  const late = [];
  const unknownAt = new Set();
  for (let i = 0; i < unknown; i += 1) {
    const share = (i + 0.5) / unknown;
    unknownAt.add(Math.floor(operations * (where === 'start' ? share * 0.1 : where === 'end' ? 0.9 + share * 0.08 : share)));
  }
  let [invoked, left, nextProcess, unknownDue] = [0, operations, clients, 0];
  let isLost = false;
  const emit = (process, type, call, value) => {
    const key = keys === 0 ? {} : { key: `k${call.key}` };
    events.push({ process, type, f: call.f, ...key, value });
  };
  while (left > 0) {
    while (late.length > 0 && random() < 0.02) takeEffect(late.splice(below(late.length), 1)[0]);
    const client = below(clients);
    const call = open[client];
    if (call === undefined) {
      if (invoked === operations) continue;
      if (unknownAt.has(invoked)) unknownDue += 1;
      invoked += 1;
      open[client] = drawCall();
      emit(processes[client], 'invoke', open[client], open[client].f === names.read ? null : open[client].value);
      continue;
    }
    if (!call.isDone && random() < 0.5) {
      takeEffect(call);
      continue;
    }
    open[client] = undefined;
    left -= 1;
    if (call.f !== names.read && unknownDue > 0) {
      unknownDue -= 1;
      emit(processes[client], 'info', call, call.value);
      processes[client] = nextProcess;
      nextProcess += 1;
      if (!call.isDone && lateBy > 0 && random() < 0.7) late.push(call);
      continue;
    }
    if (flaw === 'lost' && !isLost && call.f === names.write && !call.isDone && invoked > operations * 0.95) isLost = call.isDone = true;
    takeEffect(call);
    emit(processes[client], call.failed ? 'fail' : 'ok', call, call.value);
  }
  for (let i = 0; i < clients && flaw === 'lost'; i += 1) {
    const call = { f: names.read, key: 0, value: stores[0].now };
    emit(nextProcess + i, 'invoke', call, null);
    emit(nextProcess + i, 'ok', call, call.value);
  }
  return flawed(events);

  function drawCall() {
    const key = below(Math.max(1, keys));
    if (random() < 0.5) return { f: names.read, key };
    const kind = random();
    const value = keys === 0 || append === 0 ? below(values) : `x${below(values)}`;
    if (kind < cas) return { f: 'cas', key, value: [random() < 0.6 ? stores[key].now : value, below(values)] };
    if (kind < cas + append) return { f: 'append', key, value: String(value) };
    if (kind < cas + append + remove) return { f: 'delete', key, value: null };
    return { f: names.write, key, value };
  }

  function takeEffect(call) {
    if (call.isDone) return;
    call.isDone = true;
    const store = stores[call.key];
    if (call.f === names.read) {
      const isStale = flaw === 'stale' && invoked > operations * 0.9 && store.before.length > 5 && random() < 0.1;
      call.value = isStale ? store.before.at(-2 - below(4)) : store.now;
      return;
    }
    store.before.push(store.now);
    if (call.f === names.write) store.now = call.value;
    else if (call.f === 'append') store.now = `${store.now ?? ''}${call.value}`;
    else if (call.f === 'delete') store.now = null;
    else if (store.now === call.value[0]) store.now = call.value[1];
    else call.failed = true;
  }

  function flawed(all) {
    const reads = all.map(({ type, f }, i) => (type === 'ok' && f === names.read ? i : -1)).filter((i) => i > all.length * 0.8);
    const at = reads[below(reads.length)];
    if (flaw === 'value') {
      const other = all[reads.find((i) => i !== at && all[i].value !== all[at].value && all[i].key === all[at].key) ?? at].value;
      return all.with(at, { ...all[at], value: other });
    }
    if (flaw !== 'swap') return all;
    const other = reads.find((i) => i > at && all[i].value !== all[at].value && all[i].key === all[at].key);
    if (other === undefined) return all;
    return all.with(at, { ...all[at], value: all[other].value }).with(other, { ...all[other], value: all[at].value });
  }
}
