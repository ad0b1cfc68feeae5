import { setFlagsFromString } from 'node:v8'

/**
 * From now on V8 compacts the heaps of this process only when they have grown, not because a thread has been idle: that
 * stops a thread (seen: 43 and 127 ms), so that it misses a deadline. The price: an idle process keeps memory that it could
 * give back.
 */
export function stopMemoryReducer(): void {
  // V8 reads `--no-memory-reducer` only when it makes a heap, and this one whenever it is about to collect.
  setFlagsFromString('--memory-reducer-gc-count=0')
}
