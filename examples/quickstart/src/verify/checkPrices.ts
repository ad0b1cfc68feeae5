import { fillPayment, fillWork, paymentLimit } from '@walras/solver-kit'
import { type Check, check } from './Check.ts'
import type { ClearedProduct, History, Settlement } from './readHistory.ts'

type Order = Settlement['batch']['orders'][number]

const named = ({
  gpuClass,
  region,
  tier,
  slot,
}: Pick<ClearedProduct, 'gpuClass' | 'region' | 'tier' | 'slot'>): string => `${gpuClass}/${region}/${tier}/${slot}`

/** What the order pays at the prices of its batch, from calldata. */
function paymentOf({ batch, products }: Settlement, { fills }: Order): bigint {
  const prices = new Map(products.map((product) => [named(product), product.price]))
  return fills.reduce((total, { purchase, units }) => {
    const product = batch.products[Number(batch.purchases[Number(purchase)]?.product)]
    const price = product && prices.get(named(product))
    if (price === undefined) throw new Error(`A fill of ${batch.auctionHash} has no price.`)
    return total + fillPayment(price, units)
  }, 0n)
}

/** What the order may pay at most, from what its owner signed. */
function limitOf({ intent, maxPayment, fills }: Order): { limit: bigint; filledWork: bigint } {
  const done = fills.reduce(
    (total, { hardware, units }) => total + fillWork(units, intent.hardware[Number(hardware)]?.speed ?? 0n),
    0n,
  )
  const filledWork = done < intent.work ? done : intent.work
  return { filledWork, limit: paymentLimit({ maxPayment, filledWork, work: intent.work }) }
}

/** Uniform prices and signed limits, recomputed from calldata and compared with the events. */
export function checkPrices({ settlements }: History): Check[] {
  const twoPrices: string[] = []
  const wrongPayments: string[] = []
  const aboveLimit: string[] = []
  for (const settlement of settlements) {
    const { products, batch, intents, auctionHash } = settlement
    if (new Set(products.map(named)).size !== products.length) twoPrices.push(`${auctionHash} prices a product twice`)
    for (const [index, order] of batch.orders.entries()) {
      const settled = intents[index]
      const { limit } = limitOf(order)
      const payment = paymentOf(settlement, order)
      if (settled?.payment !== payment)
        wrongPayments.push(`${settled?.intentId} paid ${settled?.payment}, its fills cost ${payment}`)
      if (payment > limit || payment > order.maxPayment)
        aboveLimit.push(`${settled?.intentId} paid ${payment}, above ${limit}`)
    }
  }
  const count = settlements.reduce((total, { intents }) => total + intents.length, 0)
  const products = settlements.reduce((total, { products }) => total + products.length, 0)
  return [
    check('the market traded', count > 0 ? [] : ['nothing settled'], `${count} intents settled`),
    check('one price per product per batch', twoPrices, `${products} products cleared`),
    check('every payment is its fills at those prices', wrongPayments, `${count} payments recomputed`),
    check('no payment above its signed limit', aboveLimit, `${count} limits recomputed`),
  ]
}
