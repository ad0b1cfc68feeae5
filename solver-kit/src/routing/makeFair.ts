import type { Cell } from './MarketModel.ts'
import type { Placement, Plan } from './Plan.ts'
import { bestOffer, PriceBoard } from './PriceBoard.ts'
import { weigh } from './waterFill.ts'

/** When fewer than this share of the wronged can be helped, some are left out. */
const leastHelp = 0.05

/** After so many rounds nobody is helped any more, only left out: it ends. Seen in 48 random markets: one or two. */
const maxRounds = 30

/** Payments are rounded up, fill by fill: a difference this small, base units, is left to the exact rules. */
const rounding = 0.5

export interface MakeFairOptions {
  /** Intents that are not to be served, come what may. */
  leave?: Iterable<number>
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
  const products = new Set(left.fills.map(({ arc }) => (cells[arc.cell] as Cell).product))
  for (const { intent, lines, window, value } of demands) {
    if (barred.has(intent) || plan.placement(intent)) continue
    const wants = lines.some(({ line, speed }) => {
      for (let slot = window.from; slot < window.to; slot++) {
        const product = line * slots + slot
        if (products.has(product) && value * Number(speed) > board.next(product) * 1e6) return true
      }
      return false
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
  for (let round = 0; ; round++) {
    const wronged = plan.placements
      .flatMap((placement) => {
        const surplus = board.surplus(placement)
        const offer = bestOffer(board, placement.intent, Math.max(0, surplus) + rounding)
        return offer || surplus < 0 ? [{ intent: placement.intent, lacks: (offer?.surplus ?? 0) - surplus }] : []
      })
      .sort((a, b) => b.lacks - a.lacks || a.intent - b.intent)
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
