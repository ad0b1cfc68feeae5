import type { SignedIntent } from '@walras/intents-schema'
import type { Hex } from 'viem'

/** Slots of one auction: two days of production. A snapshot of 500 pools stays below a megabyte. */
export const maxSlots = 48n

export interface CutRoundParameters {
  /** Live intents, oldest first. */
  intents: readonly { id: Hex; signed: SignedIntent }[]
  /** Unix seconds, by the chain. */
  chainTime: bigint
  slotSeconds: bigint
  /** Seconds from the cut within which the batch should be on chain: slots that start earlier are not traded. */
  settleSeconds: bigint
  maxIntents: number
}

/** What an auction is cut to. */
export interface RoundCut {
  /** Ascending by id. */
  intents: readonly { id: Hex; signed: SignedIntent }[]
  firstSlot: bigint
  slotCount: number
}

const divRoundingUp = (a: bigint, b: bigint): bigint => (a + b - 1n) / b
const compareIds = (a: { id: Hex }, b: { id: Hex }): number => (a.id < b.id ? -1 : 1)

/**
 * Chooses the intents of an auction and the slots it trades: unexpired intents with a whole slot in their window, oldest
 * first when there are too many, and slots that cannot start before the batch settles.
 *
 * `undefined` when no intent has a slot that could be traded now.
 */
export function cutRound({
  intents,
  chainTime,
  slotSeconds,
  settleSeconds,
  maxIntents,
}: CutRoundParameters): RoundCut | undefined {
  const settlesBy = chainTime + settleSeconds
  const firstSlot = divRoundingUp(settlesBy, slotSeconds)
  const servable = intents.filter(({ signed: { intent, validUntil } }) => {
    const earliest = divRoundingUp(intent.startAfter, slotSeconds)
    const slot = earliest > firstSlot ? earliest : firstSlot
    // A permit that ends before the batch can be on chain would fail it for everybody.
    return validUntil >= settlesBy && (slot + 1n) * slotSeconds <= intent.finishBy && slot < firstSlot + maxSlots
  })
  if (servable.length === 0) return undefined
  const chosen = servable.slice(0, maxIntents).sort(compareIds)
  const latestFinish = chosen.reduce((latest, { signed }) => {
    const { finishBy } = signed.intent
    return finishBy > latest ? finishBy : latest
  }, 0n)
  const wanted = latestFinish / slotSeconds - firstSlot
  return { intents: chosen, firstSlot, slotCount: Number(wanted < maxSlots ? wanted : maxSlots) }
}
