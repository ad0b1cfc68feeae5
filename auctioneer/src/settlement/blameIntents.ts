import type { Batch } from '@walras/intents-schema'
import { type BatchVerdict, isOwnersDoing, maxSettlementGas, type OrderVerdict } from '@walras/solver-kit'
import type { Hex } from 'viem'

/** A reason goes into records, and a contract may write part of it. */
const maxReason = 500

/** Intents that a batch must do without, and why. */
export type Drops = ReadonlyMap<Hex, string>

/** What the owners of intents did after they signed: spent the nonce or the money, or a contract that refuses or burns. */
function byOwner({ orders }: BatchVerdict): Drops {
  return new Map(
    orders.flatMap(({ intentId, findings }) => {
      const finding = findings.find(({ rule }) => isOwnersDoing(rule))
      return finding ? [[intentId, finding.sentence.slice(0, maxReason)] as const] : []
    }),
  )
}

/** Fewest orders first: the smallest that frees enough alone, else the largest and again. */
function chooseFor(shortage: bigint, takers: readonly { intentId: Hex; units: bigint }[]): Hex[] {
  const left = [...takers].sort((a, b) => (a.units < b.units ? -1 : a.units > b.units ? 1 : 0))
  const chosen: Hex[] = []
  for (let missing = shortage; missing > 0n && left.length > 0; ) {
    const enough = left.findIndex(({ units }) => units >= missing)
    const [taker] = left.splice(enough < 0 ? left.length - 1 : enough, 1)
    if (!taker) break
    chosen.push(taker.intentId)
    missing -= taker.units
  }
  return chosen
}

/**
 * What somebody who bought from the pools since the auction was cut left too little for: intents whose limit the fresh
 * costs exceed, and as few as possible of those that share a slot which no longer holds all of them. Nobody's doing in
 * the batch, but without them the rest of it still settles.
 */
function byMarket(verdict: BatchVerdict, { orders }: Batch): Drops {
  const drops = new Map<Hex, string>()
  // Anything else that is wrong with the batch is its solvers' to answer for.
  if (verdict.findings.some(({ rule }) => rule !== 'capacity')) return drops
  for (const { intentId, findings } of verdict.orders)
    for (const { rule, sentence } of findings) if (rule === 'limit') drops.set(intentId, sentence)
  for (const { index, sentence } of verdict.findings) {
    const purchase = index === undefined ? undefined : verdict.purchases[index]
    if (!purchase) continue
    const takers = orders.flatMap(({ fills }, order) => {
      const intentId = verdict.orders[order]?.intentId
      const fill = fills.find(({ purchase }) => purchase === index)
      return intentId && fill ? [{ intentId, units: fill.units }] : []
    })
    const gone = takers.filter(({ intentId }) => drops.has(intentId)).reduce((sum, { units }) => sum + units, 0n)
    const staying = takers.filter(({ intentId }) => !drops.has(intentId))
    for (const intentId of chooseFor(purchase.units - gone - purchase.left, staying)) drops.set(intentId, sentence)
  }
  return drops
}

/** Intents of owners whose contracts burn gas. Their batch may settle all the same: at the auctioneer's expense. */
export function blameBurners({ orders }: BatchVerdict): Drops {
  return new Map(
    orders.flatMap(({ intentId, findings }) => {
      const finding = findings.find(({ rule }) => rule === 'signature-gas')
      return finding ? [[intentId, finding.sentence.slice(0, maxReason)] as const] : []
    }),
  )
}

/** Whom the lens makes answer for a batch that does not settle: owners first, then what the pools have lost. */
export function blameIntents(verdict: BatchVerdict, batch: Batch): Drops {
  const owners = byOwner(verdict)
  return owners.size > 0 ? owners : byMarket(verdict, batch)
}

/**
 * Intents of the owners whose contracts take the most gas to check signatures, until the rest fits a transaction.
 *
 * @param gas of the batch without such checks, from above
 */
export function blameGas({ orders }: BatchVerdict, gas: number): Drops {
  const drops = new Map<Hex, string>()
  const contracts = orders
    .filter(({ signatureGas }) => signatureGas > 0n)
    .sort((a, b) => Number(b.signatureGas - a.signatureGas))
  let total = contracts.reduce((sum, { signatureGas }) => sum + Number(signatureGas), gas)
  for (const { intentId, signatureGas } of contracts) {
    if (total <= maxSettlementGas) break
    total -= Number(signatureGas)
    drops.set(intentId, `The batch needs too much gas, and checking this signature takes ${signatureGas} of it.`)
  }
  return drops
}

/** Intents whose owners are contracts: they alone can tell one question from another. */
export function blameContracts(
  orders: readonly Pick<OrderVerdict, 'intentId' | 'signatureGas'>[],
  reason: string,
): Drops {
  return new Map(
    orders
      .filter(({ signatureGas }) => signatureGas > 0n)
      .map(({ intentId }) => [
        intentId,
        `The batch fails although every rule holds, and the owner is a contract: ${reason}`.slice(0, maxReason),
      ]),
  )
}
