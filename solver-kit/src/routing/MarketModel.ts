import type { PoolSlot, Product } from '@walras/intents-schema'
import type { LineOption, SlotWindow } from '../market/eligibility.ts'
import type { FloatCurve } from '../market/FloatCurve.ts'
import { type IntentTerms, intentTerms } from '../market/intentTerms.ts'
import type { Problem } from '../market/Problem.ts'

/** One (pool, slot) that has something to sell. */
export interface Cell {
  pool: number
  slot: bigint
  /** Index of its product: equal for cells whose units buyers cannot tell apart. */
  product: number
  curve: FloatCurve
  /** GPU-seconds sold at the snapshot. */
  sold: number
}

/** A product of the market, and the cells that sell it: none where nothing is left. */
export interface ModelProduct extends Product {
  /** Ascending by pool. */
  cells: readonly number[]
}

/** A way to serve an intent: units of this cell, at this speed. */
export interface ModelArc {
  /** Index into `MarketModel.cells`. */
  cell: number
  pool: number
  slot: number
  /** Index into the intent's `hardware`. */
  hardware: number
  /** Millionths of an H100-second of work per unit, as rules count it. */
  microSpeed: number
  /** H100-seconds of work per unit. */
  speed: number
}

/** What an intent asks, as the search sees it. */
export interface Demand {
  intent: number
  /** H100-seconds. */
  work: number
  minWork: number
  /** Base units the buyer would pay per H100-second. */
  value: number
  minUnits: number
  maxPools: number
  contiguous: boolean
  /** Product lines that may serve it: the same array for intents with equal wishes. */
  lines: readonly LineOption[]
  window: SlotWindow
  /** Cells that may serve it, ascending by (pool, slot). Made when first asked for: a thick market has millions. */
  readonly arcs: readonly ModelArc[]
  /** The same arcs, by pool. */
  readonly pools: readonly (readonly ModelArc[])[]
}

/**
 * Numbers of all {@link Demand}s, in columns by intent. Whoever reads one number of a hundred thousand intents waits for
 * memory, and here it lies side by side.
 */
export interface DemandColumns {
  work: Float64Array
  minWork: Float64Array
  value: Float64Array
  minUnits: Float64Array
  /** The same number for equal lines and windows: see `IntentTerms.kind`. */
  kind: Int32Array
}

/** A problem compiled for search: floats and small integers instead of bigint and hashes. */
export interface MarketModel {
  problem: Problem
  /** Number of slots: product `line · slots + slot` is what a line sells in a slot. */
  slots: number
  /** By line; those of a pool follow each other, ascending by slot. */
  cells: readonly Cell[]
  products: readonly ModelProduct[]
  /** One per intent of the problem, in its order. An intent that nothing can serve has no arcs. */
  demands: readonly Demand[]
  columns: DemandColumns
  /** What some lines sell in a window, by pool: arcs of whoever may use those lines then. */
  poolsOf(lines: readonly LineOption[], window: SlotWindow): readonly (readonly ModelArc[])[]
}

interface Arcs {
  arcs: readonly ModelArc[]
  pools: readonly (readonly ModelArc[])[]
}

type PoolsOf = MarketModel['poolsOf']

type ArcIndex = (options: readonly LineOption[], window: SlotWindow) => Arcs

class IntentDemand implements Demand {
  readonly intent: number
  readonly work: number
  readonly minWork: number
  readonly value: number
  readonly minUnits: number
  readonly maxPools: number
  readonly contiguous: boolean
  readonly lines: readonly LineOption[]
  readonly window: SlotWindow
  /** Not `#`: a copy with other fields inherits from this, and is no instance. */
  private readonly arcsOf: ArcIndex

  constructor(terms: IntentTerms, intent: number, arcsOf: ArcIndex) {
    this.intent = intent
    this.work = Number(terms.work)
    this.minWork = Number(terms.minWork)
    this.value = Number(terms.maxPayment) / this.work
    this.minUnits = Math.max(1, Number(terms.minUnits))
    this.maxPools = Number(terms.maxPools)
    this.contiguous = terms.contiguous
    this.lines = terms.lines
    // The slots it may use are among them: no object more for each of many intents.
    this.window = terms
    this.arcsOf = arcsOf
  }

  get arcs(): readonly ModelArc[] {
    return this.arcsOf(this.lines, this.window).arcs
  }

  get pools(): readonly (readonly ModelArc[])[] {
    return this.arcsOf(this.lines, this.window).pools
  }
}

/** All arcs of an option, by pool and then slot: made once for all whose hardware and speed there are the same. */
function createArcsOf(
  { lines }: Problem,
  cellIndex: readonly (readonly number[])[],
): (option: LineOption) => readonly (readonly ModelArc[])[] {
  const known = new Map<number, Map<bigint, readonly (readonly ModelArc[])[]>>()
  return ({ line, hardware, speed }) => {
    // Hardware is a byte.
    const key = line * 256 + hardware
    let bySpeed = known.get(key)
    if (!bySpeed) {
      bySpeed = new Map()
      known.set(key, bySpeed)
    }
    let pools = bySpeed.get(speed)
    if (!pools) {
      const microSpeed = Number(speed)
      pools = (lines[line]?.pools ?? []).map((pool) => {
        const arcs: ModelArc[] = []
        for (const [slot, cell] of (cellIndex[pool] ?? []).entries())
          if (cell !== undefined) arcs.push({ pool, hardware, microSpeed, speed: microSpeed / 1e6, cell, slot })
        return arcs
      })
      bySpeed.set(speed, pools)
    }
    return pools
  }
}

/** Index of a pool's first arc from a slot on, of `slots`. */
function firstFrom(arcs: readonly ModelArc[], slot: number, slots: number): number {
  // Most pools sell in every slot: none of their arcs need be read.
  if (arcs.length === slots) return slot
  let first = Math.min(slot, arcs.length)
  while (first > 0 && (arcs[first - 1] as ModelArc).slot >= slot) first--
  return first
}

function createPoolsOf(problem: Problem, cellIndex: readonly (readonly number[])[]): PoolsOf {
  const { snapshot } = problem
  const arcsOf = createArcsOf(problem, cellIndex)
  return (options, { from, to }) => {
    const pools: (readonly ModelArc[])[] = []
    for (const option of options)
      for (const all of arcsOf(option)) {
        const first = firstFrom(all, from, snapshot.slotCount)
        const end = firstFrom(all, to, snapshot.slotCount)
        if (end > first) pools.push(all.slice(first, end))
      }
    return pools.sort(([a], [b]) => (a as ModelArc).pool - (b as ModelArc).pool)
  }
}

/** The arcs of a kind of intent: those with equal wishes and windows share them. */
function createArcIndex({ snapshot }: Problem, poolsOf: PoolsOf): ArcIndex {
  const known = new Map<readonly LineOption[], Map<number, Arcs>>()
  return (options: readonly LineOption[], window: SlotWindow): Arcs => {
    let windows = known.get(options)
    if (!windows) {
      windows = new Map()
      known.set(options, windows)
    }
    const key = window.from * (snapshot.slotCount + 1) + window.to
    let arcs = windows.get(key)
    if (!arcs) {
      const pools = poolsOf(options, window)
      arcs = { arcs: pools.flat(), pools }
      windows.set(key, arcs)
    }
    return arcs
  }
}

function createColumns(demands: readonly Demand[], terms: readonly IntentTerms[]): DemandColumns {
  const count = demands.length
  const columns = {
    work: new Float64Array(count),
    minWork: new Float64Array(count),
    value: new Float64Array(count),
    minUnits: new Float64Array(count),
    kind: Int32Array.from(terms, ({ kind }) => kind),
  }
  for (let intent = 0; intent < count; intent++) {
    const { work, minWork, value, minUnits } = demands[intent] as Demand
    columns.work[intent] = work
    columns.minWork[intent] = minWork
    columns.value[intent] = value
    columns.minUnits[intent] = minUnits
  }
  return columns
}

/** Compiles a problem: about a millisecond per 1,000 cells and per 5,000 intents. */
export function createMarketModel(problem: Problem): MarketModel {
  const { snapshot, curves, lines } = problem
  const slots = snapshot.slotCount
  const cells: Cell[] = []
  const products = lines.flatMap(({ gpuClass, region, tier }) =>
    Array.from({ length: slots }, (_, slot) => {
      return { gpuClass, region, tier, slot: snapshot.firstSlot + BigInt(slot), cells: [] as number[] }
    }),
  )
  const cellIndex: number[][] = snapshot.pools.map(() => [])
  for (const [line, { pools }] of lines.entries())
    for (const pool of pools) {
      const offered = snapshot.pools[pool]?.slots ?? []
      for (let index = 0; index < offered.length; index++) {
        const { slot, sold } = offered[index] as PoolSlot
        const exact = curves[pool]?.[index]
        if (!exact || exact.capacity <= sold) continue
        const product = line * slots + index
        const cell = cells.push({ pool, slot, product, curve: exact.floats, sold: Number(sold) }) - 1
        products[product]?.cells.push(cell)
        const row = cellIndex[pool]
        if (row) row[index] = cell
      }
    }
  const poolsOf = createPoolsOf(problem, cellIndex)
  const arcsOf = createArcIndex(problem, poolsOf)
  const terms = intentTerms(problem)
  const demands = terms.map((own, intent) => new IntentDemand(own, intent, arcsOf))
  return { problem, slots, cells, products, demands, columns: createColumns(demands, terms), poolsOf }
}
