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
  private readonly index: ArcIndex

  constructor(terms: IntentTerms, intent: number, index: ArcIndex) {
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
    this.index = index
  }

  get arcs(): readonly ModelArc[] {
    return this.index.of(this.lines, this.window).arcs
  }

  get pools(): readonly (readonly ModelArc[])[] {
    return this.index.of(this.lines, this.window).pools
  }
}

/** What is for sale: the cells, by product, and by pool and slot. */
class Supply {
  readonly problem: Problem
  readonly cells: Cell[] = []
  readonly products: (ModelProduct & { cells: number[] })[]
  /** By pool and then slot, a cell or nothing. */
  readonly rows: number[][] = []

  constructor(problem: Problem) {
    const { lines, snapshot } = problem
    this.problem = problem
    this.products = lines.flatMap(({ gpuClass, region, tier }) =>
      Array.from({ length: snapshot.slotCount }, (_, slot) => {
        return { gpuClass, region, tier, slot: snapshot.firstSlot + BigInt(slot), cells: [] as number[] }
      }),
    )
    for (const _ of snapshot.pools) this.rows.push([])
    for (const [line, { pools }] of lines.entries()) for (const pool of pools) this.#addPool(line, pool)
  }

  #addPool(line: number, pool: number): void {
    const { snapshot, curves } = this.problem
    const offered = snapshot.pools[pool]?.slots ?? []
    for (let index = 0; index < offered.length; index++) {
      const { slot, sold } = offered[index] as PoolSlot
      const exact = curves[pool]?.[index]
      if (!exact || exact.capacity <= sold) continue
      const product = line * snapshot.slotCount + index
      const cell = this.cells.push({ pool, slot, product, curve: exact.floats, sold: Number(sold) }) - 1
      this.products[product]?.cells.push(cell)
      const row = this.rows[pool]
      if (row) row[index] = cell
    }
  }
}

/** All arcs of an option, by pool and then slot: made once for all whose hardware and speed there are the same. */
class OptionArcs {
  readonly #supply: Supply
  readonly #known = new Map<number, Map<bigint, readonly (readonly ModelArc[])[]>>()

  constructor(supply: Supply) {
    this.#supply = supply
  }

  of({ line, hardware, speed }: LineOption): readonly (readonly ModelArc[])[] {
    // Hardware is a byte.
    const key = line * 256 + hardware
    let bySpeed = this.#known.get(key)
    if (!bySpeed) {
      bySpeed = new Map()
      this.#known.set(key, bySpeed)
    }
    let pools = bySpeed.get(speed)
    if (!pools) {
      pools = this.#make(line, hardware, Number(speed))
      bySpeed.set(speed, pools)
    }
    return pools
  }

  #make(line: number, hardware: number, microSpeed: number): ModelArc[][] {
    const made: ModelArc[][] = []
    for (const pool of this.#supply.problem.lines[line]?.pools ?? []) {
      const arcs: ModelArc[] = []
      const row = this.#supply.rows[pool] ?? []
      for (let slot = 0; slot < row.length; slot++) {
        const cell = row[slot]
        if (cell !== undefined) arcs.push({ pool, hardware, microSpeed, speed: microSpeed / 1e6, cell, slot })
      }
      made.push(arcs)
    }
    return made
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

function byPool([a]: readonly ModelArc[], [b]: readonly ModelArc[]): number {
  return (a as ModelArc).pool - (b as ModelArc).pool
}

/** The arcs of a kind of intent: those with equal wishes and windows share them. */
class ArcIndex {
  readonly #slots: number
  readonly #ofOption: OptionArcs
  readonly #known = new Map<readonly LineOption[], Map<number, Arcs>>()

  constructor(supply: Supply) {
    this.#slots = supply.problem.snapshot.slotCount
    this.#ofOption = new OptionArcs(supply)
  }

  of(options: readonly LineOption[], window: SlotWindow): Arcs {
    let windows = this.#known.get(options)
    if (!windows) {
      windows = new Map()
      this.#known.set(options, windows)
    }
    const key = window.from * (this.#slots + 1) + window.to
    let arcs = windows.get(key)
    if (!arcs) {
      const pools = this.pools(options, window)
      arcs = { arcs: pools.flat(), pools }
      windows.set(key, arcs)
    }
    return arcs
  }

  /** By pool, made anew: for options that no intent has. */
  pools(options: readonly LineOption[], { from, to }: SlotWindow): (readonly ModelArc[])[] {
    const pools: (readonly ModelArc[])[] = []
    for (const option of options)
      for (const all of this.#ofOption.of(option)) {
        const first = firstFrom(all, from, this.#slots)
        const end = firstFrom(all, to, this.#slots)
        if (end > first) pools.push(all.slice(first, end))
      }
    return pools.sort(byPool)
  }
}

const kindOf = ({ kind }: IntentTerms): number => kind

function setColumns(columns: DemandColumns, { intent, work, minWork, value, minUnits }: Demand): void {
  columns.work[intent] = work
  columns.minWork[intent] = minWork
  columns.value[intent] = value
  columns.minUnits[intent] = minUnits
}

function createColumns(demands: readonly Demand[], terms: readonly IntentTerms[]): DemandColumns {
  const count = demands.length
  const columns = {
    work: new Float64Array(count),
    minWork: new Float64Array(count),
    value: new Float64Array(count),
    minUnits: new Float64Array(count),
    kind: Int32Array.from(terms, kindOf),
  }
  for (const demand of demands) setColumns(columns, demand)
  return columns
}

function createDemands(terms: readonly IntentTerms[], index: ArcIndex): Demand[] {
  const demands: Demand[] = []
  for (const own of terms) demands.push(new IntentDemand(own, demands.length, index))
  return demands
}

/** Compiles a problem: about a millisecond per 1,000 cells and per 5,000 intents. */
export function createMarketModel(problem: Problem): MarketModel {
  const supply = new Supply(problem)
  const index = new ArcIndex(supply)
  const terms = intentTerms(problem)
  const demands = createDemands(terms, index)
  return {
    problem,
    slots: problem.snapshot.slotCount,
    cells: supply.cells,
    products: supply.products,
    demands,
    columns: createColumns(demands, terms),
    poolsOf: (lines, window) => index.pools(lines, window),
  }
}
