import type { HistoryEvent } from '../history.ts';
import { below, pick, type RandomNumber } from './random-number.ts';

export interface CarelessShape {
  readonly operations: number;
  readonly clients: number;
  readonly keys: number;
  /** Share of operations that go wrong: an append that is lost or done twice, a put that comes to nothing, a get of an older text. */
  readonly wrong: number;
}

interface Open {
  readonly f: 'get' | 'put' | 'append';
  readonly key: string;
  readonly value: string;
  /** What it will be answered; undefined before it took effect. */
  answer?: string;
}

/** Older texts of a key that a get may still show. */
const rememberedTexts = 4;
/** Numbers in the tokens of one client: few enough for tokens to come again within a key. */
const numbersOfClient = 20;

/**
 * What many clients saw of a store of texts that loses, repeats and forgets: get, put and append of tokens `x CLIENT NUMBER y` that are
 * not unique in their key, every text empty at first, every outcome known. With nothing `wrong` it is linearizable.
 */
export function carelessStore(random: RandomNumber, { operations, clients, keys, wrong }: CarelessShape): HistoryEvent[] {
  const texts = new Map<string, string[]>();
  const open = new Map<number, Open>();
  const events: HistoryEvent[] = [];
  for (let invoked = 0; invoked < operations || open.size > 0; ) {
    const process = below(random, clients);
    const call = open.get(process);
    if (call === undefined) {
      if (invoked === operations) continue;
      invoked += 1;
      const drawn: Open = draw(random, process, keys);
      open.set(process, drawn);
      events.push({ process, type: 'invoke', f: drawn.f, key: drawn.key, value: drawn.f === 'get' ? null : drawn.value });
    } else if (call.answer === undefined) {
      const held = texts.get(call.key) ?? [''];
      texts.set(call.key, held);
      call.answer = serve(random, held, call, random() < wrong);
    } else {
      events.push({ process, type: 'ok', f: call.f, key: call.key, value: call.answer });
      open.delete(process);
    }
  }
  return events;
}

function draw(random: RandomNumber, process: number, keys: number): Open {
  const token = `x ${process} ${below(random, numbersOfClient)} y`;
  const f = pick(random, ['get', 'get', 'get', 'get', 'append', 'append', 'append', 'append', 'append', 'put'] as const);
  return { f: f === 'put' && random() < 0.5 ? 'append' : f, key: String(below(random, keys)), value: token };
}

/** The texts that the key had, the newest last. */
function serve(random: RandomNumber, held: string[], { f, value }: Open, goesWrong: boolean): string {
  const newest = held.at(-1) ?? '';
  if (f === 'get') return goesWrong ? pick(random, held) : newest;
  const isLost = goesWrong && (f === 'put' || random() < 0.5);
  if (isLost) return value;
  held.push(f === 'put' ? value : newest + value + (goesWrong ? value : ''));
  if (held.length > rememberedTexts) held.shift();
  return value;
}
