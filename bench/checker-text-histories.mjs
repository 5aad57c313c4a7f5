import { randomFrom } from './checker-histories.mjs';

/**
 * A key-value store of texts as Porcupine's own test data has it: every client is always busy with a get, an append or now and then a put of
 * "x CLIENT COUNT y" on some key. The clients start over several times and count from 0 again, so that texts repeat.
 *   flaw: 'no'; 'lost', an acknowledged append does nothing; 'reordered', a get shows two pieces the other way round; 'stale', a get shows what was there
 *   some changes ago; 'twice', a get shows a piece twice. With a flaw each key has one or more.
 */
export function textHistory({ operations = 1900, clients = 50, keys = 10, rounds = 3, flaw = 'no', seed = 1 }) {
  const random = randomFrom(seed);
  const below = (count) => Math.floor(random() * count);
  const stores = Array.from({ length: keys }, () => ({ pieces: [], before: [], flawsLeft: flaw === 'no' ? 0 : 1 + below(3) }));
  const events = [];
  for (let round = 0; round < rounds; round += 1) runRound(Math.floor(operations / rounds), round + 1 === rounds ? 0.3 : 0.6);
  return events;

  function runRound(count, cleanShare) {
    const open = new Array(clients).fill(undefined);
    const counts = new Array(clients).fill(0);
    let [invoked, left] = [0, count];
    while (left > 0) {
      const process = below(clients);
      const call = open[process];
      if (call === undefined) {
        if (invoked === count) continue;
        invoked += 1;
        open[process] = drawCall(process, counts);
        emit(process, 'invoke', open[process], open[process].f === 'get' ? null : open[process].piece);
      } else if (!call.isDone && random() < 0.6) {
        takeEffect(call, invoked > count * cleanShare);
      } else if (random() < 0.5) {
        takeEffect(call, invoked > count * cleanShare);
        open[process] = undefined;
        left -= 1;
        emit(process, 'ok', call, call.f === 'get' ? call.seen : call.piece);
      }
    }
  }

  function drawCall(process, counts) {
    const kind = random();
    const key = below(keys);
    if (kind < 0.42) return { f: 'get', key };
    const piece = `x ${process} ${counts[process]} y`;
    counts[process] += 1;
    return { f: kind < 0.94 ? 'append' : 'put', key, piece };
  }

  function takeEffect(call, mayFlaw) {
    if (call.isDone) return;
    call.isDone = true;
    const store = stores[call.key];
    const isFlawed = mayFlaw && store.flawsLeft > 0 && random() < 0.1;
    if (call.f === 'get') {
      const shown = isFlawed ? flawedView(store) : store.pieces;
      if (shown !== store.pieces) store.flawsLeft -= 1;
      call.seen = shown.join('');
      return;
    }
    if (isFlawed && flaw === 'lost') {
      store.flawsLeft -= 1;
      return;
    }
    store.before.push(store.pieces);
    store.pieces = call.f === 'put' ? [call.piece] : [...store.pieces, call.piece];
  }

  function flawedView({ pieces, before }) {
    if (flaw === 'stale' && before.length > 8) return before.at(-6 - below(3));
    if (pieces.length < 3) return pieces;
    const at = below(pieces.length - 1);
    if (flaw === 'reordered') return pieces.toSpliced(at, 2, pieces[at + 1], pieces[at]);
    return flaw === 'twice' ? pieces.toSpliced(at, 0, pieces[at]) : pieces;
  }

  function emit(process, type, { f, key }, value) {
    events.push({ process, type, f, key: String(key), value });
  }
}
