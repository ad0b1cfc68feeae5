import { type Deployment, intentId, type SignedIntent } from '@walras/intents-schema'
import type { Arc } from '@walras/solver-kit'
import {
  createProblem,
  eligibleArcs,
  fillWork,
  PoolBook,
  type Problem,
  readSnapshot,
  speedScale,
} from '@walras/solver-kit'
import type { Hex, PublicClient } from 'viem'
import type { History, Settlement } from '../verify/readHistory.ts'

/** What the batches were worth to buyers, in token base units. */
export interface Comparison {
  /** What buyers paid whose purchase one pool could have served alone. */
  comparable: bigint
  /** What those same purchases would have cost one after another, each from its best single pool. */
  singlePool: bigint
  paid: bigint
  /** What all work would have cost at the cheapest marginal price each intent could see before the batch. */
  cheapest: bigint
}

function unitsFor(work: bigint, speed: bigint): bigint {
  return (work * speedScale + speed - 1n) / speed
}

/** Buys `work` in one pool, its cheapest slot first, and gives the cost; undefined if the pool has not enough. */
function costInPool(
  book: PoolBook,
  arcs: readonly Arc[],
  work: bigint,
): { cost: bigint; undo: () => void } | undefined {
  const taken: [Arc, bigint][] = []
  const undo = (): void => {
    for (const [arc, units] of taken) book.giveBack(arc, units)
  }
  let cost = 0n
  let left = work
  for (const arc of [...arcs].sort((a, b) => book.price(a) - book.price(b))) {
    if (left <= 0n) break
    const wanted = unitsFor(left, arc.speed)
    const available = book.left(arc)
    const units = wanted < available ? wanted : available
    if (units === 0n) continue
    cost += book.take(arc, units)
    taken.push([arc, units])
    left -= fillWork(units, arc.speed)
  }
  if (left <= 0n) return { cost, undo }
  undo()
  return undefined
}

function buyAlone(problem: Problem, book: PoolBook, intent: number, work: bigint): bigint | undefined {
  const byPool = Map.groupBy(eligibleArcs(problem, intent), ({ pool }) => pool)
  let best: { cost: bigint; arcs: Arc[] } | undefined
  for (const arcs of byPool.values()) {
    const tried = costInPool(book, arcs, work)
    tried?.undo()
    if (tried && (!best || tried.cost < best.cost)) best = { cost: tried.cost, arcs }
  }
  return best && costInPool(book, best.arcs, work)?.cost
}

function cheapestPrice(problem: Problem, book: PoolBook, intent: number): number {
  return Math.min(
    ...eligibleArcs(problem, intent)
      .filter((arc) => book.left(arc) > 0n)
      .map((arc) => (book.price(arc) * 1e6) / Number(arc.speed)),
  )
}

async function compareBatch(
  client: PublicClient,
  deployment: Deployment,
  settlement: Settlement,
  signed: ReadonlyMap<Hex, SignedIntent>,
): Promise<Comparison> {
  const slots = settlement.products.map(({ slot }) => slot)
  const firstSlot = slots.reduce((a, b) => (a < b ? a : b))
  const lastSlot = slots.reduce((a, b) => (a > b ? a : b))
  const intents = settlement.intents.flatMap(({ intentId }) => signed.get(intentId) ?? [])
  const windows = intents.map(({ intent }) => intent.finishBy / deployment.slotSeconds)
  const until = windows.reduce((a, b) => (a > b ? a : b), lastSlot + 1n)
  const snapshot = await readSnapshot(client, {
    deployment,
    blockNumber: settlement.blockNumber - 1n,
    firstSlot,
    slotCount: Number(until - firstSlot),
  })
  const problem = createProblem({ auctionHash: settlement.auctionHash, deployment, intents, snapshot })
  const book = new PoolBook(problem)
  const comparison: Comparison = { comparable: 0n, singlePool: 0n, paid: 0n, cheapest: 0n }
  const untouched = new PoolBook(problem)
  for (const [index, { id }] of problem.intents.entries()) {
    const settled = settlement.intents.find(({ intentId }) => intentId === id)
    if (!settled) continue
    comparison.paid += settled.payment
    comparison.cheapest += BigInt(Math.floor(cheapestPrice(problem, untouched, index) * Number(settled.filledWork)))
    const alone = buyAlone(problem, book, index, settled.filledWork)
    if (alone === undefined) continue
    comparison.comparable += settled.payment
    comparison.singlePool += alone
  }
  return comparison
}

/** Compares every batch with what its buyers could have had without it, at the state of the block before. */
export async function compareBatches(
  client: PublicClient,
  deployment: Deployment,
  { settlements }: History,
  intents: readonly SignedIntent[],
): Promise<Comparison> {
  const signed = new Map(intents.map((intent) => [intentId(deployment, intent), intent]))
  const total: Comparison = { comparable: 0n, singlePool: 0n, paid: 0n, cheapest: 0n }
  for (const settlement of settlements) {
    const one = await compareBatch(client, deployment, settlement, signed)
    for (const key of Object.keys(total) as (keyof Comparison)[]) total[key] += one[key]
  }
  return total
}
