import type { Snapshot } from '@walras/intents-schema'
import { toNatural } from './natural.ts'

/** A slot as an offset from the auction's first one; no index of its slots for one that it does not have. */
export function slotIndex({ firstSlot }: Pick<Snapshot, 'firstSlot'>, slot: bigint): number {
  const [index, first] = [toNatural(slot), toNatural(firstSlot)]
  return typeof index === 'number' && typeof first === 'number' ? index - first : Number(slot - firstSlot)
}
