import { createRandom, type Random } from '../backtest/random.ts'
import { bestPlacement } from './bestPlacement.ts'
import { exp } from './elementary.ts'
import { floatPrice } from './FloatCurve.ts'
import { gainNow } from './improvePlan.ts'
import type { MarketModel } from './MarketModel.ts'
import type { Placement, Plan } from './Plan.ts'

export interface RuinAndRecreateOptions {
  /** Tries. Equal numbers make equal plans, as long as nothing aborts. */
  tries: number
  /** Default 1. */
  seed?: number
  signal?: AbortSignal | undefined
}

export const knobs = {
  most: 6,
  oversight: 0.05,
  hot: 3e-4,
  cold: 3e-6,
  extra: 4,
  noise: 0.3,
  forced: 0.3,
  ruin: 0.2,
  ruinMost: 10,
  heirs: 2,
  heirsForced: 3,
  tournament: 2,
  draws: 2,
  pair: 0.4,
}

/** Intents that compete with each other: they could use the same cells. */
class Neighbours {
  readonly byCell: number[][]
  readonly cellsOf: number[][]

  constructor(model: MarketModel) {
    this.byCell = model.cells.map(() => [])
    this.cellsOf = model.demands.map(({ arcs }) => arcs.map(({ cell }) => cell))
    for (const { intent, arcs } of model.demands) for (const { cell } of arcs) this.byCell[cell]?.push(intent)
  }
}

export function ruinAndRecreate(plan: Plan, { tries, seed = 1, signal }: RuinAndRecreateOptions): number {
  const { model } = plan
  const { demands } = model
  const movable = demands.filter(({ arcs }) => arcs.length > 0).map(({ intent }) => intent)
  if (movable.length < 2) return 0
  const random = createRandom(seed)
  const { byCell, cellsOf } = new Neighbours(model)
  const start = plan.welfare
  let current = start
  let best = start
  let bestPlan = plan.copy()
  const holdersOf = (cell: number, but: number): { intent: number; units: number }[] =>
    (byCell[cell] as number[]).flatMap((intent) => {
      const fill = intent === but ? undefined : plan.placement(intent)?.fills.find(({ arc }) => arc.cell === cell)
      return fill ? [{ intent, units: fill.units }] : []
    })
  const plausible = demands.map(({ arcs, value, work, minUnits, minWork, maxPools }) =>
    arcs.flatMap(({ cell, speed }) => {
      const { curve, sold } = model.cells[cell] as (typeof model.cells)[number]
      const left = curve.capacity - sold
      const enough = maxPools === 1 ? minWork / speed : 0
      return left >= Math.max(minUnits, enough) && floatPrice(curve, sold) < value * speed ? [cell] : []
    }),
  )
  const levels = new Float64Array(demands.length)
  const rank = new Float64Array(demands.length)
  const { most, oversight, hot, cold, extra, noise, forced, ruin, ruinMost, heirs, heirsForced, tournament, draws, pair } = knobs
  const cooling = Math.log(cold / hot)
  for (let attempt = 0; attempt < tries && !signal?.aborted; attempt++) {
    const temperature = best * hot * exp((cooling * attempt) / tries)
    const kind = random.next()
    let first = movable[random.integer(0, movable.length - 1)] as number
    const cells = cellsOf[first] as number[]
    const chosen = [first]
    let only: number[] | undefined
    let wanted = random.integer(2, most)
    if (kind < forced) {
      // One goes to cells of chance, whoever is in the way.
      let bigger = first
      for (let round = 1; round < draws; round++) {
        const other = movable[random.integer(0, movable.length - 1)] as number
        if ((demands[other]?.work ?? 0) > (demands[bigger]?.work ?? 0)) bigger = other
      }
      const ways = plausible[bigger] as number[]
      if (ways.length === 0) continue
      first = bigger
      chosen[0] = first
      const demand = demands[first] as (typeof demands)[number]
      const count = Math.min(demand.maxPools, random.chance(pair) ? 2 : 1)
      only = [ways[random.integer(0, ways.length - 1)] as number]
      if (count > 1) {
        const other = ways[random.integer(0, ways.length - 1)] as number
        if (other !== only[0]) only.push(other)
      }
      const own = plan.placement(first)
      let missing = demand.work
      for (const cell of only) {
        const arc = demand.arcs.find((arc) => arc.cell === cell) as (typeof demand.arcs)[number]
        let need = Math.max(demand.minUnits, missing / arc.speed)
        if (only.length > 1 && cell === only[0]) need *= random.next()
        let room = plan.left(cell)
        for (const fill of own?.fills ?? []) if (fill.arc.cell === cell) room += fill.units
        const holders = holdersOf(cell, first)
        shuffle(holders, random)
        for (const { intent, units } of holders) {
          if (room >= need) break
          room += units
          if (!chosen.includes(intent)) chosen.push(intent)
        }
        missing = Math.max(0, missing - room * arc.speed)
      }
      wanted = chosen.length
    } else if (kind < forced + ruin) {
      const cell = cells[random.integer(0, cells.length - 1)] as number
      const holders = holdersOf(cell, first)
      shuffle(holders, random)
      for (const { intent } of holders.slice(0, random.integer(1, ruinMost))) chosen.push(intent)
      wanted = chosen.length
    } else
    for (let tried = 0; tried < 4 * wanted && chosen.length < wanted; tried++) {
      const cell = cells[random.integer(0, cells.length - 1)] as number
      const rivals = byCell[cell] as number[]
      const rival = rivals[random.integer(0, rivals.length - 1)] as number
      if (!chosen.includes(rival) && plan.placement(rival)) chosen.push(rival)
    }
    const before: Placement[] = []
    let change = 0
    for (const intent of chosen) {
      const placement = plan.remove(intent)
      if (!placement) continue
      before.push(placement)
      change -= gainNow(plan, placement)
    }
    // Who could use what is free now moves along.
    const heirsWanted = random.integer(0, only === undefined ? heirs : heirsForced)
    const start = only === undefined ? before : before.filter(({ intent }) => intent === first)
    for (let heir = 0; heir < heirsWanted && start.length > 0; heir++) {
      const freed = start[random.integer(0, start.length - 1)]?.fills ?? []
      const cell = freed[random.integer(0, Math.max(0, freed.length - 1))]?.arc.cell
      if (cell === undefined) break
      const rivals = byCell[cell] as number[]
      let chosenRival = -1
      for (let round = 0; round < tournament; round++) {
        const rival = rivals[random.integer(0, rivals.length - 1)] as number
        if (chosen.includes(rival) || !plan.placement(rival)) continue
        if (chosenRival < 0 || (demands[rival]?.work ?? 0) > (demands[chosenRival]?.work ?? 0)) chosenRival = rival
      }
      if (chosenRival < 0) continue
      chosen.push(chosenRival)
      const placement = plan.remove(chosenRival) as Placement
      before.push(placement)
      change -= gainNow(plan, placement)
    }
    // Some who were left out get a chance.
    const limit = chosen.length + extra
    for (let tried = 0; tried < 3 * extra && chosen.length < limit; tried++) {
      const freed = before[random.integer(0, Math.max(0, before.length - 1))]?.fills ?? []
      const cell = freed[random.integer(0, Math.max(0, freed.length - 1))]?.arc.cell
      if (cell === undefined) break
      const rivals = byCell[cell] as number[]
      const rival = rivals[random.integer(0, rivals.length - 1)] as number
      if (!plan.placement(rival) && !chosen.includes(rival)) chosen.push(rival)
    }
    const mode = random.next()
    for (const intent of chosen) {
      const { value, work } = demands[intent] as (typeof demands)[number]
      const jitter = random.between(1 - noise, 1 + noise)
      rank[intent] = mode < 0.5 ? value * jitter : mode < 0.8 ? work * jitter : jitter
    }
    chosen.sort((a, b) => (rank[b] as number) - (rank[a] as number))
    const placed: number[] = []
    if (only !== undefined) {
      chosen.splice(chosen.indexOf(first), 1)
      chosen.unshift(first)
    }
    for (const intent of chosen) {
      const placement = bestPlacement(plan, intent, only !== undefined && intent === first ? { only } : { oversight, random, levels })
      if (!placement) continue
      plan.place(placement)
      placed.push(intent)
      change += placement.gain
    }
    if (change > 0 || (change < 0 && random.next() < exp(change / temperature))) {
      current += change
      if (current > best + 1) {
        best = current
        bestPlan = plan.copy()
      }
    } else {
      for (const intent of placed) plan.remove(intent)
      for (const placement of before) plan.place(placement)
    }
  }
  restore(plan, bestPlan)
  return plan.welfare - start
}

function shuffle<T>(items: T[], random: Random): void {
  for (let at = items.length - 1; at > 0; at--) {
    const other = random.integer(0, at)
    const item = items[at] as T
    items[at] = items[other] as T
    items[other] = item
  }
}

function restore(plan: Plan, best: Plan): void {
  for (const { intent } of plan.model.demands) plan.remove(intent)
  for (const placement of best.placements) plan.place(placement)
}
