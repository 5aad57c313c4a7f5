import { afterRemove, beforeAdd, idle, type SetWindows, showsIt, takesOut } from './set-windows.ts';

/** Places in an order that fits the windows and all that is known to come before other things; undefined if that has a ring. */
export function orderOfSet(windows: SetWindows): number[] | undefined {
  const { from } = windows;
  const places = placesOf(windows).sort((a, b) => (from[a] as number) - (from[b] as number));
  const order: number[] = [];
  const visits = new Uint8Array(from.length);
  const elements = elementsNear(windows);
  // What comes before another starts no later, so all that is put in order with it has the same start, or was put in order already.
  const path: { readonly place: number; readonly before: number[] }[] = [];
  const enter = (place: number): void => {
    visits[place] = entered;
    path.push({ place, before: comingBefore(windows, elements, place) });
  };
  for (const start of places) {
    if (visits[start] === 0) enter(start);
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const next = step.before.pop();
      if (next === undefined) {
        visits[step.place] = left;
        order.push(step.place);
        path.pop();
      } else if (visits[next] === entered) return undefined;
      else if (visits[next] !== left) enter(next);
    }
  }
  return order;
}

const entered = 1;
const left = 2;

/** All that certainly was. */
function placesOf(windows: SetWindows): number[] {
  const places = Array.from({ length: windows.readCount }, (_, read) => read);
  for (let element = 0; element < windows.elementCount; element += 1) {
    if (windows.isAdded[element] === 1) places.push(windows.addOf(element));
    if (windows.isRemoved[element] === 1) places.push(windows.removeOf(element));
  }
  return places;
}

/** For each read, the elements that it is near to. */
function elementsNear({ readCount, elementCount, isAdded, near }: SetWindows): readonly (readonly number[])[] {
  const elements: number[][] = Array.from({ length: readCount }, () => []);
  for (let element = 0; element < elementCount; element += 1) {
    if (isAdded[element] === 1) for (const read of near[element] ?? []) elements[read]?.push(element);
  }
  return elements;
}

/** What lies apart is in order by its start. */
function comingBefore(windows: SetWindows, elements: readonly (readonly number[])[], place: number): number[] {
  const { readCount, elementCount, isAdded, isRemoved, removes, near } = windows;
  const before: number[] = [];
  if (place < readCount) {
    for (const element of elements[place] ?? []) {
      const side = windows.side(element, place);
      if (side === showsIt) before.push(windows.addOf(element));
      else if (side === afterRemove) before.push(windows.removeOf(element));
    }
    return before;
  }
  const isAdd = place < readCount + elementCount;
  const element = isAdd ? place - readCount : place - readCount - elementCount;
  if (isAdded[element] === 0) return before;
  for (const read of near[element] ?? []) {
    const side = windows.side(element, read);
    if (side === beforeAdd ? isAdd : side === showsIt && !isAdd && removes[element] === takesOut) before.push(read);
  }
  if (isAdd && removes[element] === idle && isRemoved[element] === 1) before.push(windows.removeOf(element));
  if (!isAdd && removes[element] === takesOut) before.push(windows.addOf(element));
  return before;
}
