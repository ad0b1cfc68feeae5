import { type ComputeHardware, type Pool, type SignedIntent, type Snapshot, slugId } from '@walras/intents-schema'
import type { Address, Hex } from 'viem'
import type { Problem, ProblemIntent } from './Problem.ts'
import type { ProductLine } from './productLines.ts'

/** Whether the pool's place and proof of delivery are acceptable. */
export function acceptsPlace(
  { regionIds, signed }: Pick<ProblemIntent, 'regionIds' | 'signed'>,
  { region, tier }: Pick<Pool, 'region' | 'tier'>,
): boolean {
  return (regionIds.size === 0 || regionIds.has(region)) && BigInt(tier) >= signed.intent.minTier
}

/** Whether the slot lies inside the intent's window. */
export function acceptsSlot({ signed: { intent } }: ProblemIntent, slot: bigint, slotSeconds: bigint): boolean {
  return slot * slotSeconds >= intent.startAfter && (slot + 1n) * slotSeconds <= intent.finishBy
}

/** Slots of an auction, as offsets from its first: `from` ≤ slot < `to`. Empty when `to` ≤ `from`. */
export interface SlotWindow {
  from: number
  to: number
}

/** The slots of an auction that an intent's window holds whole. */
export function slotWindow(
  { intent }: SignedIntent,
  { firstSlot, slotCount, slotSeconds }: Pick<Snapshot, 'firstSlot' | 'slotCount' | 'slotSeconds'>,
): SlotWindow {
  const from = (intent.startAfter + slotSeconds - 1n) / slotSeconds - firstSlot
  const to = intent.finishBy / slotSeconds - firstSlot
  const clamp = (slot: bigint): number => Math.min(slotCount, Math.max(0, Number(slot)))
  return { from: clamp(from), to: clamp(to) }
}

/** A product line that may serve an intent, at the speed the buyer signed for it. */
export interface LineOption {
  /** Index into `problem.lines`. */
  line: number
  /** Index into the intent's `hardware`. */
  hardware: number
  /** Millionths of an H100-second of work per unit. */
  speed: bigint
}

/** What a buyer accepts, and who offers it. */
export interface Wishes {
  /** Class ids of `intent.hardware`, in its order. */
  hardwareIds: readonly Hex[]
  /** Acceptable regions; empty = anywhere. */
  regionIds: ReadonlySet<Hex>
  /** The product lines that may serve it, ascending. */
  lines: readonly LineOption[]
}

/** The option for a line, among options that ascend by line. */
export function optionFor(options: readonly LineOption[], line: number): LineOption | undefined {
  let [from, to] = [0, options.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    const option = options[middle] as LineOption
    if (option.line === line) return option
    if (option.line < line) from = middle + 1
    else to = middle
  }
  return undefined
}

const optionKey = ({ gpuClass, speed }: ComputeHardware): string => `${gpuClass}:${speed}`

/**
 * Gives intents with equal wishes the same object: markets have thousands of intents and few kinds of wishes, and routing
 * treats each kind as one buyer. Slugs hold none of the characters that keys are joined by (`isSlug`): no two wishes share a key.
 */
export class WishIndex {
  readonly #lines: readonly ProductLine[]
  readonly #token: string
  readonly #ids = new Map<string, Hex>()
  readonly #known = new Map<string, Wishes>()
  readonly #none: readonly LineOption[] = []

  /** Intents in another token than `token` find no line. */
  constructor(lines: readonly ProductLine[], token: Address) {
    this.#lines = lines
    this.#token = token.toLowerCase()
  }

  of(signed: SignedIntent): Wishes {
    const { hardware, regions, minTier } = signed.intent
    const isPayable = signed.token.toLowerCase() === this.#token
    const key = `${isPayable}|${hardware.map(optionKey).join()}|${regions.join()}|${minTier}`
    const known = this.#known.get(key)
    if (known) return known
    const hardwareIds = hardware.map(({ gpuClass }) => this.#idOf(gpuClass))
    const regionIds = new Set(regions.map((region) => this.#idOf(region)))
    const lines = isPayable ? this.#options({ signed, hardwareIds, regionIds }) : this.#none
    const wishes = { hardwareIds, regionIds, lines }
    this.#known.set(key, wishes)
    return wishes
  }

  #idOf(slug: string): Hex {
    const id = this.#ids.get(slug) ?? slugId(slug)
    this.#ids.set(slug, id)
    return id
  }

  #options(intent: Pick<ProblemIntent, 'signed' | 'hardwareIds' | 'regionIds'>): LineOption[] {
    return this.#lines.flatMap((place, line) => {
      const hardware = intent.hardwareIds.indexOf(place.gpuClass)
      const option = intent.signed.intent.hardware[hardware]
      return option && acceptsPlace(intent, place) ? [{ line, hardware, speed: option.speed }] : []
    })
  }
}

/** A way to serve an intent: units of this pool in this slot are work at this speed. */
export interface Arc {
  /** Index into `snapshot.pools`. */
  pool: number
  slot: bigint
  /** Index into the intent's `hardware`. */
  hardware: number
  /** Millionths of an H100-second of work per unit. */
  speed: bigint
}

/** Every (pool, slot) on offer that may serve the intent, ascending by (pool, slot). */
export function eligibleArcs({ snapshot, intents, lines }: Problem, intent: number): Arc[] {
  const buyer = intents[intent]
  if (!buyer) return []
  const { from, to } = buyer.window
  return buyer.lines
    .flatMap(({ line, hardware, speed }) => lines[line]?.pools.map((pool) => ({ pool, hardware, speed })) ?? [])
    .sort((a, b) => a.pool - b.pool)
    .flatMap(({ pool, hardware, speed }) =>
      (snapshot.pools[pool]?.slots.slice(from, to) ?? [])
        .filter(({ gpus }) => gpus > 0)
        .map(({ slot }) => ({ pool, slot, hardware, speed })),
    )
}
