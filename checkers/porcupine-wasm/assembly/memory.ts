/**
 * Linear memory in blocks of power-of-two sizes, with a free list for each size, all under one limit. A growing array doubles into
 * a new block and gives the old one back, so memory in use stays within twice what is needed.
 */
const smallestBlockBits: u32 = 6;
const largestBlockBits: u32 = 30;
/** Addresses have 32 bits. */
const pagesLimit: usize = 0xffff;
const freeLists: usize = memory.data(128, 8);

let top: usize = 0;
let limitBytes: usize = 0;

/** Forgets every block. Memory keeps its old contents: who reserves a table clears it. */
export function resetMemory(limit: usize): void {
  top = (__heap_base + 63) & ~63;
  limitBytes = limit;
  memory.fill(freeLists, 0, 128);
}

/** A block of at least so many bytes, or 0 when the limit is reached or the host has no more. */
export function reserve(bytes: usize): usize {
  const bits = blockBits(bytes);
  if (bits > largestBlockBits) return 0;
  const list = freeLists + (bits << 2);
  const free = <usize>load<u32>(list);
  if (free != 0) {
    store<u32>(list, load<u32>(free));
    return free;
  }
  const size: usize = (<usize>1) << bits;
  if (top > limitBytes || size > limitBytes - top) return 0;
  const pointer = top;
  const end = top + size;
  if (!growTo(end)) return 0;
  top = end;
  return pointer;
}

/**
 * By half of what there is, if less is asked for: each time memory grows its host may collect all of its own garbage, and what is not used
 * costs nothing.
 */
function growTo(end: usize): bool {
  const pages = <usize>memory.size();
  const needed = (end + 0xffff) >> 16;
  if (needed <= pages) return true;
  const roomy = min<usize>(max<usize>(needed, pages + (pages >> 1)), pagesLimit);
  return memory.grow(<i32>(roomy - pages)) >= 0 || memory.grow(<i32>(needed - pages)) >= 0;
}

/** Gives back a block that was reserved with the same number of bytes. */
export function release(pointer: usize, bytes: usize): void {
  const list = freeLists + (blockBits(bytes) << 2);
  store<u32>(pointer, load<u32>(list));
  store<u32>(list, <u32>pointer);
}

/** A larger block with the first bytes of the old one, which is given back; 0 when there is none. */
export function enlarge(pointer: usize, oldBytes: usize, newBytes: usize): usize {
  const larger = reserve(newBytes);
  if (larger == 0) return 0;
  memory.copy(larger, pointer, oldBytes);
  release(pointer, oldBytes);
  return larger;
}

export function usedBytes(): usize {
  return top;
}

// @ts-ignore: decorator
@inline
function blockBits(bytes: usize): u32 {
  const bits = <u32>(32 - clz<u32>(<u32>bytes - 1));
  return bits < smallestBlockBits ? smallestBlockBits : bits;
}
