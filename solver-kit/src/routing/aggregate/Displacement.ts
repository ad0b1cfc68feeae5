import type { Demand } from '../MarketModel.ts'
import { unitsFor, workOf } from '../waterFill.ts'
import { Candidates } from './Candidates.ts'
import type { DemandCurve } from './DemandCurve.ts'
import type { Holdings } from './Holdings.ts'
import type { Members } from './Members.ts'
import { mayAdd } from './mayAdd.ts'
import { moveJob } from './moveJobs.ts'
import { leastLossFirst, lossWithout } from './relieve.ts'
import { leastPart, type Share } from './Share.ts'
import { type SupplyCurve, suppliedAt } from './SupplyCurve.ts'
import { takeMore } from './takeLeftovers.ts'

/** Nobody gives up less than this share of what a job wants of a product; where all must leave, than {@link leastPart}. */
const leastGivenUp = leastPart / 8

/** One try to serve a job where it is cheapest, at others' cost. */
export class Displacement {
  readonly #holdings: Holdings
  readonly #wanted: Demand
  readonly #kind: DemandCurve
  readonly #members: Members
  /**
   * Whether the job takes no more of a product than what others there need less than it would cost elsewhere, and they keep
   * what it does not take. Else it takes all it can use, and who is in the way leaves with all that is held.
   */
  readonly #isModest: boolean
  readonly #parts: Share[] = []
  /** What those held who had to give anything up. */
  readonly #before = new Map<number, Share[]>()
  readonly #candidates = new Candidates()
  #gain = 0

  constructor(holdings: Holdings, wanted: Demand, members: Members, isModest: boolean) {
    this.#holdings = holdings
    this.#wanted = wanted
    this.#kind = holdings.curveOf(wanted.intent)
    this.#members = members
    this.#isModest = isModest
  }

  /** Who holds other shares then; `undefined` if nothing is gained, and nothing changed. */
  serve(): number[] | undefined {
    const { intent } = this.#wanted
    this.#release(intent)
    if (this.#takeParts()) {
      this.#hold(intent, this.#parts)
      for (const other of this.#before.keys()) if (other !== intent) this.#settle(other)
      if (this.#gain > 0) return [...this.#before.keys()]
    }
    for (const other of this.#before.keys()) this.#holdings.release(other)
    for (const own of this.#before.values()) this.#holdings.hold(own)
    return undefined
  }

  /** Finds room for the job, the cheapest first; whether there is enough. */
  #takeParts(): boolean {
    const { market, clearing, taken } = this.#holdings
    const { slots } = market.model
    const { microSpeeds, hardware } = this.#kind.options
    const { intent, work, minUnits, value } = this.#wanted
    let missing = work
    this.#candidates.list(this.#kind, { prices: clearing, slots, below: value }, () => true)
    while (missing > 0 && this.#candidates.next()) {
      const { product, option } = this.#candidates
      if (!mayAdd(this.#wanted, this.#parts, product, slots)) continue
      const microSpeed = microSpeeds[option] as number
      const needed = Math.max(minUnits, unitsFor({ microSpeed }, missing))
      const least = Math.min(needed, Math.max(minUnits, unitsFor({ microSpeed }, leastPart * work)))
      const limit = (this.#costElsewhere(product) * microSpeed) / 1e6
      const room = this.#roomOf(product, limit)
      let units = Math.min(needed, Math.floor(room))
      if (units < least) continue
      this.#free(product, units, room, limit)
      if (this.#isModest) units = Math.min(units, Math.floor(room - (taken[product] as number)))
      if (units < least) continue
      this.#parts.push({ intent, product, hardware: hardware[option] as number, microSpeed, units })
      missing -= workOf({ microSpeed }, units)
    }
    return missing <= 0
  }

  /** What a product sells to the job at all, GPU-seconds. */
  #roomOf(product: number, limit: number): number {
    const { market, offered } = this.#holdings
    if (!this.#isModest) return offered[product] as number
    return suppliedAt(market.supply[product] as SupplyCurve, Math.sqrt(limit))
  }

  /** The price of work of the cheapest product that the job has not yet, or what work is worth to it, base units. */
  #costElsewhere(product: number): number {
    const { market, clearing } = this.#holdings
    const { options, window } = this.#kind
    const { lines, unitsPerWork } = options
    let least = this.#wanted.value
    for (let k = 0; k < lines.length; k++) {
      const first = (lines[k] as number) * market.model.slots
      for (let other = first + window.from; other < first + window.to; other++)
        if (other !== product && !this.#parts.some((part) => part.product === other))
          least = Math.min(least, (clearing[other] as number) * (unitsPerWork[k] as number))
    }
    return least
  }

  /** Makes others give up `units` of the `room` that a product has; of a modest job, those who lose less than its `limit`. */
  #free(product: number, units: number, room: number, limit: number): void {
    const { shares, taken, market } = this.#holdings
    // Who has next to nothing of it would leave for nothing.
    const least = (this.#isModest ? leastGivenUp : leastPart) * units
    const sharing: Share[] = []
    for (const intent of this.#members.of(product))
      for (let row = shares.first(intent); row >= 0; row = shares.next[row] as number)
        if (shares.product[row] === product && (shares.units[row] as number) >= least)
          sharing.push(shares.share(intent, row))
    for (const share of leastLossFirst(this.#holdings, sharing)) {
      const short = Math.ceil(units - room + (taken[product] as number))
      if (short <= 0 || (this.#isModest && lossWithout(this.#holdings, share) >= limit)) return
      const own = this.#release(share.intent)
      const { minUnits, maxPools } = market.model.demands[share.intent] as Demand
      const kept = share.units - short
      const splits = this.#isModest && own.length < maxPools && kept >= Math.max(minUnits, leastPart * share.units)
      if (!splits) continue
      this.#hold(
        share.intent,
        own.map((part) => (part.product === product ? { ...part, units: kept } : part)),
      )
    }
  }

  /** Lets one who had to give something up look for what that was elsewhere, and take what is left. */
  #settle(intent: number): void {
    const holdings = this.#holdings
    const demand = holdings.market.model.demands[intent] as Demand
    if (holdings.shares.holds(intent)) {
      this.#gain += takeMore(holdings, demand, this.#candidates)
      if (holdings.shares.doneBy(intent) >= demand.minWork) return
      this.#release(intent)
    }
    this.#gain += moveJob(holdings, intent, holdings.cheapestWork(holdings.curveOf(intent)))
    this.#gain += takeMore(holdings, demand, this.#candidates)
  }

  #release(intent: number): Share[] {
    const own = this.#holdings.release(intent)
    if (!this.#before.has(intent)) this.#before.set(intent, own)
    this.#gain -= this.#holdings.worth(this.#holdings.market.model.demands[intent] as Demand, own)
    return own
  }

  #hold(intent: number, parts: readonly Share[]): void {
    this.#gain += this.#holdings.worth(this.#holdings.market.model.demands[intent] as Demand, parts)
    this.#holdings.hold(parts)
  }
}
