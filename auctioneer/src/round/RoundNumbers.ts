/**
 * Numbers for auctions, each given out once, also by an auctioneer that has lost its database or runs on an old copy of it:
 * two different auctions under one number are evidence against whoever signed them.
 *
 * So numbers start at the time, in milliseconds, or after the last one stored if that is higher, and then count up. Rounds
 * take longer than a millisecond, so the time is always ahead of them when the next process starts; in seconds it would
 * not be, after a quick restart or with rounds faster than that. It is the wall clock's: the chain's stands still between
 * two blocks, and a test chain's jumps. Only a clock that is set back, with the database gone as well, could lead to a
 * number twice.
 */
export class RoundNumbers {
  #last: bigint

  /** @param stored number of the latest round known; 0 if there is none */
  constructor(stored: bigint, nowMs: number) {
    const now = BigInt(nowMs)
    this.#last = stored >= now ? stored : now - 1n
  }

  /** For one auction, to be taken before it is signed: whatever becomes of it then, the number is gone. */
  take(): bigint {
    this.#last += 1n
    return this.#last
  }
}
