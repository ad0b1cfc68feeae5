import { revealChallengeAbi } from '@walras/intents-schema'
import { type Address, BaseError, type Hex, HttpRequestError, type PublicClient, TimeoutError } from 'viem'

/** Somebody demands a bid on chain. */
export interface Challenge {
  challengeId: Hex
  auctionHash: Hex
  bidHash: Hex
  challenger: Address
  /** Unix seconds of the chain. */
  answerBy: bigint
}

/** The head of the chain: its number and time. */
export interface Head {
  number: bigint
  timestamp: bigint
}

/** Most nodes serve so many blocks of logs at once; where one does not, fewer are asked for. */
const maxSpan = 5000n
const minSpan = 10n
/** Read again each time: blocks are reorganized, and behind one URL can be nodes that lag behind each other. */
const overlap = 64n

/** Nobody answered: that says nothing about how much may be asked for. */
function isUnreachable(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false
  const cause = error.walk((inner) => inner instanceof HttpRequestError || inner instanceof TimeoutError)
  return cause instanceof TimeoutError || (cause instanceof HttpRequestError && cause.status === undefined)
}

/** A block that is no later than `seconds`, or the first: found in ever longer steps back. */
async function blockBefore(client: PublicClient, head: Head, seconds: bigint): Promise<bigint> {
  for (let step = 1n; step < head.number; step *= 2n) {
    const { number, timestamp } = await client.getBlock({ blockNumber: head.number - step })
    if (timestamp <= seconds) return number
  }
  return 0n
}

/**
 * Reads the challenges of one solver, from the oldest that can still be open on. Each call goes on where the last one
 * stopped, a little before it: `onChallenge` hears of some more than once.
 */
export function createChallengeScan({
  client,
  revealChallenge,
  solver,
  answerSeconds,
}: {
  client: PublicClient
  revealChallenge: Address
  solver: Address
  answerSeconds: bigint
}): (head: Head, onChallenge: (challenge: Challenge) => void) => Promise<void> {
  let next: bigint | undefined
  let span = maxSpan

  async function readLogs(fromBlock: bigint, toBlock: bigint) {
    try {
      return await client.getContractEvents({
        address: revealChallenge,
        abi: revealChallengeAbi,
        eventName: 'Challenged',
        args: { solver },
        fromBlock,
        toBlock,
        strict: true,
      })
    } catch (error) {
      if (!isUnreachable(error) && span / 2n >= minSpan) span /= 2n
      throw error
    }
  }

  return async (head, onChallenge) => {
    let from: bigint = next ?? (await blockBefore(client, head, head.timestamp - answerSeconds))
    next = from
    while (from <= head.number) {
      const to = from + span - 1n < head.number ? from + span - 1n : head.number
      for (const { args } of await readLogs(from, to)) onChallenge(args)
      from = to + 1n
      next = from
    }
    // Only now: a span that was too long costs a pause, and there may have been other reasons for a refusal.
    if (span < maxSpan) span *= 2n
    const again = head.number + 1n - overlap
    next = again > 0n ? again : 0n
  }
}
