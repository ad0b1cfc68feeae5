import { type Outcome, outcomeHash, type SettlementReport, type SignedOutcome } from '@walras/intents-schema'

/** An outcome that did not settle, and what the chain has to show for it. */
export interface FailedAward {
  outcome: SignedOutcome
  report?: SettlementReport
}

/** The reverted bids of an outcome: while an auction goes on, they only become more. */
const revertedBids = ({ bids }: Outcome): string =>
  bids.flatMap(({ status, solver, bidHash }) => (status === 'reverted' ? [`${solver}/${bidHash}`] : [])).join()

/**
 * Awards of an auction that have failed, until the world may hear of them. Two different outcomes with the same reverted
 * bids are evidence against the auctioneer, and dropped intents make different outcomes without reverting a bid: so of
 * those with the same reverted bids only the last is ever told.
 */
export class FailedAwards {
  #waiting: FailedAward[] = []

  add(failed: FailedAward): void {
    this.#waiting.push(failed)
  }

  /** What may be told now that `current` is stored, in order; if it is `final`, nothing will replace it. */
  take({ outcome: current }: SignedOutcome, final: boolean): FailedAward[] {
    const now = revertedBids(current)
    const ready = this.#waiting.filter(({ outcome }) => final || revertedBids(outcome.outcome) !== now)
    this.#waiting = this.#waiting.filter((each) => !ready.includes(each))
    const last = new Map(ready.map(({ outcome: { outcome } }) => [revertedBids(outcome), outcomeHash(outcome)]))
    last.set(now, outcomeHash(current))
    return ready.filter(({ outcome: { outcome } }) => last.get(revertedBids(outcome)) === outcomeHash(outcome))
  }
}
