import type { SignedIntent } from '@walras/intents-schema'
import type { CheckFunds, FundsStatus } from '@walras/solver-kit'
import type { Address, Hex } from 'viem'

interface Entry {
  id: Hex
  signed: SignedIntent
}

export interface Spendable<T extends Entry> {
  /** Can all be paid at once. In the order given. */
  funded: T[]
  /** May be paid one day, or instead of another with its nonce: kept, but not auctioned now. */
  unfunded: T[]
  /** Settled or cancelled by their owner: can never be paid again. */
  spent: T[]
}

/** What one payment is pulled with: Permit2 takes a nonce once. */
const nonceKey = ({ owner, nonce }: SignedIntent): string => `${owner}/${nonce}`.toLowerCase()

/**
 * Of intents with one nonce only one can settle, and the others would fail its batch. The smallest id stands: the order of
 * arrival is what peers make of it, and a limit can be high on terms that nobody can meet. Who signs until the id suits
 * chooses among intents of its own, and could have signed that one alone.
 */
function onePerNonce(intents: readonly Entry[]): ReadonlyMap<string, Hex> {
  const chosen = new Map<string, Hex>()
  for (const { id, signed } of intents) {
    const key = nonceKey(signed)
    const other = chosen.get(key)
    if (other === undefined || id < other) chosen.set(key, id)
  }
  return chosen
}

/** Owners in one `eth_call`: three storage reads each. */
const pageSize = 500

/**
 * Sorts intents by whether their owners can pay, oldest first. An owner's intents count together: two that are covered
 * one by one, but not both, would fail a batch for everybody in it. So would two with one nonce: one of them waits.
 */
export async function sortByFunds<T extends Entry>(
  intents: readonly T[],
  checkFunds: CheckFunds,
): Promise<Spendable<T>> {
  const statuses: FundsStatus[] = []
  for (let from = 0; from < intents.length; from += pageSize)
    statuses.push(
      ...(await checkFunds(
        intents.slice(from, from + pageSize).map(({ signed: { owner, nonce } }) => ({ owner, nonce })),
      )),
    )
  const standing = onePerNonce(intents)
  const left = new Map<Address, bigint>()
  const sorted: Spendable<T> = { funded: [], unfunded: [], spent: [] }
  for (const [index, intent] of intents.entries()) {
    const { owner, maxPayment } = intent.signed
    const status = statuses[index]
    if (!status) continue
    if (status.nonceUsed) {
      sorted.spent.push(intent)
      continue
    }
    if (standing.get(nonceKey(intent.signed)) !== intent.id) {
      sorted.unfunded.push(intent)
      continue
    }
    const covered = status.balance < status.allowance ? status.balance : status.allowance
    const spendable = left.get(owner) ?? covered
    if (spendable < maxPayment) sorted.unfunded.push(intent)
    else {
      sorted.funded.push(intent)
      left.set(owner, spendable - maxPayment)
    }
  }
  return sorted
}
