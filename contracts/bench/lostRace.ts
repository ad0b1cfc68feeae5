import { type Chain, onCopy } from './chain.ts'
import { sendSettlement, settle } from './measure.ts'
import { traceSteps } from './trace.ts'
import type { Venue } from './venue.ts'

export interface LostRace {
  intents: number
  /** From the first instruction to REVERT. */
  execution: number
  /** What the loser pays: 21000 and calldata at EIP-7623's floor price, which hides the execution. */
  receipt: number
}

/** Settling an auction that another transaction has settled already. */
export function measureLostRace(chain: Chain, venue: Venue, count: number): Promise<LostRace> {
  return onCopy(chain, async () => {
    await settle(chain, venue, count, 0)
    const data = await venue.settlement(count, 0)
    const steps = await traceSteps(chain, venue, data)
    const last = steps.at(-1)
    const hash = await sendSettlement(chain, venue, data)
    const { status, gasUsed } = await chain.waitForTransactionReceipt({ hash })
    if (status === 'success' || last?.op !== 'REVERT') throw new Error('An auction has settled twice.')
    return { intents: count, execution: steps[0].gas - last.gas + last.gasCost, receipt: Number(gasUsed) }
  })
}
