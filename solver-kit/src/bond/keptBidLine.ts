import { fromJson, toJson } from '@walras/intents-schema'
import type { KeptBid } from './BidStore.ts'

/** A kept bid as one line of a file: JSON, bigints as decimal strings, plain ASCII. */
export function keptBidLine(kept: KeptBid): Buffer {
  return Buffer.from(`${JSON.stringify(toJson(kept))}\n`, 'latin1')
}

const isTime = (value: unknown): value is number => Number.isSafeInteger(value)

/** The reverse. Undefined when the line is damaged: a crash can end a file in the middle of one. */
export function parseKeptBid(line: Buffer): KeptBid | undefined {
  try {
    const { bid, commitByMs, revealByMs, keepUntilMs } = JSON.parse(line.toString('latin1'))
    if (!isTime(commitByMs) || !isTime(revealByMs) || !isTime(keepUntilMs)) return undefined
    return { bid: fromJson('Bid', bid), commitByMs, revealByMs, keepUntilMs }
  } catch {
    return undefined
  }
}
