import type { SupplyCurve } from './SupplyCurve.ts'

/** Where a product's price is looked for, in √price. */
export interface PriceWindow {
  root: number
  /** Half its width, as a share of `root`. */
  half: number
}

/** Stretches that a window is cut in. */
const stretches = 8

/** From one solve to the next: the price is in one stretch or its neighbour. */
const shrink = 2 / stretches

/** Beyond a window, curves are cut here, in half-widths: a price that turns out to lie outside finds something there. */
const guards = [2, 4]

/** Nothing further than this many half-widths from a window is looked at. */
export const reach = 4

/** Where curves are cut, in half-widths from the middle of a window. Ascending. */
const cuts = [
  ...guards.map((guard) => -guard).reverse(),
  ...Array.from({ length: stretches + 1 }, (_, cut) => (2 * cut) / stretches - 1),
  ...guards,
]

/** √prices where a curve is cut near a window. Ascending. */
export function cutsOf({ root, half }: PriceWindow): number[] {
  return cuts.map((cut) => root * (1 + cut * half)).filter((cut) => cut > 0)
}

/** All of a curve; `undefined` where nothing is left to sell. */
export function wholeWindow({ roots, capacity }: SupplyCurve): PriceWindow | undefined {
  const [first, last] = [roots[0] as number, roots.at(-1) as number]
  return capacity > 0 ? { root: (first + last) / 2, half: (last - first) / (last + first) } : undefined
}

/** A window is no narrower than this times what separates the last bound from the program's optimum, as a share of it, */
const caution = 0.5

/** unless that is more than this times its last width: what is traded may be worth little more than it costs. */
const leastShrink = 0.6

/** No window is wider than this to either side: about half a price. */
const widest = 0.25

/**
 * The window around the price that a solve found: narrower if it lay inside the last one, and wide enough to hold the last
 * price if not. `gap`: how far the solve was from proving its prices, as a share; far from there a price says little.
 */
export function nextWindow({ root, half }: PriceWindow, found: number, gap: number): PriceWindow {
  const distance = Math.abs(found - root) / root
  const inside = distance < half * 0.999
  const next = inside ? Math.max(half * shrink, Math.min(half * leastShrink, gap * caution)) : distance
  return { root: found, half: Math.min(widest, next) }
}
