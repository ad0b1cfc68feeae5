import { optionFor } from '../market/eligibility.ts'
import type { Cell, Demand } from './MarketModel.ts'
import type { Placement, Plan } from './Plan.ts'
import { bestOffer, CheapestNext, PriceBoard } from './PriceBoard.ts'
import { Surpluses } from './Surpluses.ts'
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

/** What somebody had to leave. */
interface Place {
  product: number
  line: number
  slot: number
}

/** Whether an intent may use one of the places, and would pay what its product costs next. */
function wants({ lines, window, value }: Demand, places: readonly Place[], board: PriceBoard): boolean {
  for (const { product, line, slot } of places) {
    if (slot < window.from || slot >= window.to) continue
    const option = optionFor(lines, line)
    if (option !== undefined && value * Number(option.speed) > board.next(product) * 1e6) return true
  }
  return false
}

/** Lets those who are not served have what somebody had to leave. */
function refill(board: PriceBoard, left: Placement, barred: ReadonlySet<number>): void {
  const { plan } = board
  const { demands, cells, slots } = plan.model
  const places = left.fills.map(({ arc }): Place => {
    const { product } = cells[arc.cell] as Cell
    return { product, line: Math.floor(product / slots), slot: product % slots }
  })
  for (const demand of demands) {
    const { intent } = demand
    if (barred.has(intent) || plan.placement(intent)) continue
    if (wants(demand, places, board)) appease(board, intent)
  }
}

/** Who is wronged, and by how much, base units. */
interface Wronged {
  intent: number
  lacks: number
}

function byLack(a: Wronged, b: Wronged): number {
  return b.lacks - a.lacks || a.intent - b.intent
}

/** How many of the wronged could be helped. */
function appeaseAll(board: PriceBoard, wronged: readonly Wronged[]): number {
  let helped = 0
  for (const { intent } of wronged) if (appease(board, intent)) helped++
  return helped
}

/** Finds who is wronged. */
class Complaints {
  readonly #board: PriceBoard
  readonly #surpluses: Surpluses

  constructor(board: PriceBoard) {
    this.#board = board
    this.#surpluses = new Surpluses(board)
  }

  /** Those of the moment, the worst first. */
  hear(): Wronged[] {
    const count = this.#board.plan.model.demands.length
    const cheapest = new CheapestNext(this.#board)
    const wronged: Wronged[] = []
    for (let intent = 0; intent < count; intent++) {
      const complaint = this.#complaint(intent, cheapest)
      if (complaint) wronged.push(complaint)
    }
    return wronged.sort(byLack)
  }

  #complaint(intent: number, cheapest: CheapestNext): Wronged | undefined {
    const surplus = this.#surpluses.of(intent)
    if (surplus === undefined) return undefined
    const { work, value } = this.#board.plan.model.columns
    const atLeast = Math.max(0, surplus) + rounding
    const mayGain = (work[intent] as number) * ((value[intent] as number) - cheapest.of(intent)) > atLeast
    const offer = mayGain ? bestOffer(this.#board, intent, atLeast) : undefined
    return offer || surplus < 0 ? { intent, lacks: (offer?.surplus ?? 0) - surplus } : undefined
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
  const complaints = new Complaints(board)
  for (let round = 0; ; round++) {
    const wronged = complaints.hear()
    if (wronged.length === 0) return
    const tired = round >= maxRounds || (signal?.aborted ?? false)
    const helped = tired ? 0 : appeaseAll(board, wronged)
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
