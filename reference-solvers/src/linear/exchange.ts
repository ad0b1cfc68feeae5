import { bestPlacement, gainNow, type Placement, Plan, type ReservePrices, weigh } from '@walras/solver-kit/portable'

/** Who gains less than this share of what it is worth by moving is left where it is. */
const leastRegret = 0.002

/** What a placement is worth to the market at given prices, however the plan stands. */
function worthAt(plan: Plan, { intent, fills, work }: Placement, prices: ReservePrices): number {
  const cost = fills.reduce((sum, { arc, units }) => sum + units * (prices[arc.cell] ?? 0), 0)
  return (plan.model.demands[intent]?.value ?? 0) * work - cost
}

/** Those who must go so that a placement fits: of the holders of its cells the ones who pay least for their work. */
function blockersOf(plan: Plan, placement: Placement): number[] {
  const { demands } = plan.model
  const going = new Map<number, Placement>()
  for (const { arc, units } of placement.fills) {
    const held = (other: Placement): number =>
      other.fills.reduce((sum, fill) => sum + (fill.arc.cell === arc.cell ? fill.units : 0), 0)
    let room = plan.left(arc.cell)
    for (const gone of going.values()) room += held(gone)
    const holders = plan.placements
      .filter((other) => other.intent !== placement.intent && !going.has(other.intent) && held(other) > 0)
      .sort((a, b) => (demands[a.intent]?.value ?? 0) - (demands[b.intent]?.value ?? 0) || a.intent - b.intent)
    for (const holder of holders) {
      if (room >= units) break
      room += held(holder)
      going.set(holder.intent, holder)
    }
  }
  return [...going.keys()]
}

/**
 * Tries what single moves cannot: puts an intent where the relaxation's prices would have it, whoever is in the way, and
 * lets those find new places, the best paying first. Keeps what raises the welfare. Intents that lose most by where they
 * are come first.
 */
export function exchange(plan: Plan, prices: ReservePrices, signal: AbortSignal): number {
  const { model } = plan
  const empty = new Plan(model)
  const wishes = model.demands
    .flatMap(({ intent, value, work }) => {
      const current = plan.placement(intent)
      // At the optimum's prices the last jobs served are worth nothing: whoever is left out is tried all the same.
      const ideal =
        bestPlacement(empty, intent, { reserve: prices }) ?? (current ? undefined : bestPlacement(empty, intent))
      if (!ideal) return []
      const regret = worthAt(plan, ideal, prices) - (current ? worthAt(plan, current, prices) : 0)
      return !current || regret > leastRegret * value * work ? [{ ideal, regret }] : []
    })
    .sort((a, b) => b.regret - a.regret || a.ideal.intent - b.ideal.intent)
  let gained = 0
  for (const { ideal } of wishes) {
    if (signal.aborted) return gained
    gained += eject(plan, ideal)
  }
  return gained
}

function eject(plan: Plan, ideal: Placement): number {
  const undo: (Placement | undefined)[] = []
  let change = 0
  const lift = (intent: number): void => {
    const before = plan.remove(intent)
    undo.push(before)
    if (before) change -= gainNow(plan, before)
  }
  const settle = (placement: Placement | undefined): void => {
    if (!placement) return
    plan.place(placement)
    change += placement.gain
  }
  lift(ideal.intent)
  const blockers = blockersOf(plan, ideal)
  for (const blocker of blockers) lift(blocker)
  settle(weigh(plan, ideal.intent, ideal.fills))
  const { demands } = plan.model
  blockers.sort((a, b) => (demands[b]?.value ?? 0) - (demands[a]?.value ?? 0) || a - b)
  for (const blocker of blockers) settle(bestPlacement(plan, blocker))
  if (change > 1) return change
  for (const intent of [ideal.intent, ...blockers]) plan.remove(intent)
  for (const placement of undo) if (placement) plan.place(placement)
  return 0
}
