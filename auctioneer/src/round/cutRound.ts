import type { SignedIntent } from '@walras/intents-schema'
import type { Hex } from 'viem'

/** Slots of one auction: two days of production. A snapshot of 500 pools stays below a megabyte. */
export const maxSlots = 48n

/** When an auction is cut. */
export interface CutTime {
  /** Unix seconds, by the chain. */
  chainTime: bigint
  slotSeconds: bigint
  /** Seconds from the cut within which the batch should be on chain: slots that start earlier are not traded. */
  settleSeconds: bigint
}

interface Entry {
  id: Hex
  signed: SignedIntent
}

/** What an auction is cut to. */
export interface RoundCut<T extends Entry> {
  /** Ascending by id. */
  intents: readonly T[]
  firstSlot: bigint
  slotCount: number
}

const divRoundingUp = (a: bigint, b: bigint): bigint => (a + b - 1n) / b
const compareIds = (a: Entry, b: Entry): number => (a.id < b.id ? -1 : 1)

/** The first slot that cannot start before the batch settles. */
const firstSlotAt = ({ chainTime, slotSeconds, settleSeconds }: CutTime): bigint =>
  divRoundingUp(chainTime + settleSeconds, slotSeconds)

/** Whether an auction cut now could serve the intent: a whole slot of its window is traded, and its permit lasts. */
export function isServable({ intent, validUntil }: SignedIntent, time: CutTime): boolean {
  const { chainTime, slotSeconds, settleSeconds } = time
  const [firstSlot, earliest] = [firstSlotAt(time), divRoundingUp(intent.startAfter, slotSeconds)]
  const slot = firstSlot < earliest ? earliest : firstSlot
  // A permit that ends before the batch can be on chain would fail it for everybody.
  return (
    validUntil >= chainTime + settleSeconds &&
    (slot + 1n) * slotSeconds <= intent.finishBy &&
    slot < firstSlot + maxSlots
  )
}

/**
 * Chooses the intents of an auction and the slots it trades: the first of those that can be served, and slots from the
 * first that cannot start before the batch settles to the last that an intent may use.
 *
 * `undefined` when there is nothing to trade.
 */
export function cutRound<T extends Entry>(
  intents: readonly T[],
  time: CutTime,
  maxIntents: number,
): RoundCut<T> | undefined {
  const chosen = intents.filter(({ signed }) => isServable(signed, time)).slice(0, maxIntents)
  if (chosen.length === 0) return undefined
  const firstSlot = firstSlotAt(time)
  let slotCount = 0n
  for (const { signed } of chosen) {
    const wanted = signed.intent.finishBy / time.slotSeconds - firstSlot
    if (wanted > slotCount) slotCount = wanted
  }
  return {
    intents: chosen.sort(compareIds),
    firstSlot,
    slotCount: Number(slotCount < maxSlots ? slotCount : maxSlots),
  }
}
