import { optionFor } from '../market/eligibility.ts'
import type { Cell } from './MarketModel.ts'
import type { Placement, Plan } from './Plan.ts'
import { bestOffer, cheapestNext, PriceBoard } from './PriceBoard.ts'
import { createSurpluses } from './surpluses.ts'
import { weigh } from './waterFill.ts'

/** When fewer than this share of the wronged can be helped, some are left out. */
const leastHelp = 0.05

/** After so many rounds nobody is helped any more, only left out: it ends. Seen in 48 random markets: one or two. */
const maxRounds = 30

/** Payments are rounded up, fill by fill: a difference this small, base units, is left to the exact rules. */
const rounding = 0.5

export interface MakeFairOptions {
  /** Intents that are not to be served, come what may. */
  leave?: Iterable<number> | undefined
  signal?: AbortSignal | undefined
}

/** Sends an intent where it would rather be, if it is better off there; whether it is content now. */
function appease(board: PriceBoard, intent: number): boolean {
  const { plan } = board
  const placement = plan.placement(intent)
  const surplus = placement ? board.surplus(placement) : 0
  const offer = bestOffer(board, intent, Math.max(0, surplus) + rounding)
  if (!offer) return placement !== undefined && surplus >= 0
  if (placement) board.remove(intent)
  const next = weigh(plan, intent, [{ arc: offer.arc, units: offer.units }])
  board.place(next)
  if (board.surplus(next) > surplus) return true
  board.remove(intent)
  if (placement) board.place(placement)
  return false
}

/** Lets those who are not served have what somebody had to leave. */
function refill(board: PriceBoard, left: Placement, barred: ReadonlySet<number>): void {
  const { plan } = board
  const { demands, cells, slots } = plan.model
  const places = left.fills.map(({ arc }) => {
    const { product } = cells[arc.cell] as Cell
    return { product, line: Math.floor(product / slots), slot: product % slots }
  })
  for (const { intent, lines, window, value } of demands) {
    if (barred.has(intent) || plan.placement(intent)) continue
    const wants = places.some(({ product, line, slot }) => {
      if (slot < window.from || slot >= window.to) return false
      const option = optionFor(lines, line)
      return option !== undefined && value * Number(option.speed) > board.next(product) * 1e6
    })
    if (wants) appease(board, intent)
  }
}

/**
 * Sees to it that nobody in a plan pays above its limit or would rather have bought from what is left: whoever would buys
 * that, which uses it up. Who can't be helped is left out, the worst first, and others get its place. In floats: the exact
 * rules have the last word. Changes the plan.
 */
export function makeFair(plan: Plan, { leave = [], signal }: MakeFairOptions = {}): void {
  const board = new PriceBoard(plan)
  const out = new Set<number>(leave)
  const surplusOf = createSurpluses(board)
  const { demands, columns } = plan.model
  const { work, value } = columns
  for (let round = 0; ; round++) {
    const cheapest = cheapestNext(board)
    const wronged: { intent: number; lacks: number }[] = []
    for (let intent = 0; intent < demands.length; intent++) {
      const surplus = surplusOf(intent)
      if (surplus === undefined) continue
      const atLeast = Math.max(0, surplus) + rounding
      const mayGain = (work[intent] as number) * ((value[intent] as number) - cheapest(intent)) > atLeast
      const offer = mayGain ? bestOffer(board, intent, atLeast) : undefined
      if (offer || surplus < 0) wronged.push({ intent, lacks: (offer?.surplus ?? 0) - surplus })
    }
    wronged.sort((a, b) => b.lacks - a.lacks || a.intent - b.intent)
    if (wronged.length === 0) return
    const tired = round >= maxRounds || (signal?.aborted ?? false)
    const helped = tired ? 0 : wronged.filter(({ intent }) => appease(board, intent)).length
    if (helped > wronged.length * leastHelp) continue
    const touched = new Set<number>()
    for (const { intent } of wronged) {
      const placement = plan.placement(intent) as Placement
      const products = placement.fills.map(({ arc }) => (plan.model.cells[arc.cell] as Cell).product)
      if (products.some((product) => touched.has(product))) continue
      for (const product of products) touched.add(product)
      out.add(intent)
      board.remove(intent)
      if (!tired) refill(board, placement, out)
    }
  }
}
