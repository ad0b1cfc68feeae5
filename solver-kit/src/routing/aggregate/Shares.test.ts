import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { doneBy, type Share } from './Share.ts'
import { Shares } from './Shares.ts'

const intents = 3
const products = 4

const given = fc.record({
  intent: fc.nat(intents - 1),
  product: fc.nat(products - 1),
  hardware: fc.nat(15),
  microSpeed: fc.constantFrom(1_000, 300_000, 1_000_000, 1e9),
  units: fc.integer({ min: 1, max: 100_000 }),
})

/** A share that is given, or whose shares are taken. */
const steps = fc.array(fc.oneof(given, fc.nat(intents - 1)), { maxLength: 60 })

describe('Shares', () => {
  test('property: whatever is given and taken, they say what lists would', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const shares = new Shares(Int32Array.of(1, 2, 0))
        const lists: Share[][] = Array.from({ length: intents }, () => [])
        for (const step of taken) {
          if (typeof step === 'number') {
            shares.clear(step)
            lists[step] = []
          } else {
            shares.add(step)
            lists[step.intent]?.push(step)
          }
        }
        const prices = Float64Array.of(1, 20, 300, 4000)
        for (const [intent, own] of lists.entries()) {
          expect(shares.of(intent)).toEqual(own)
          expect(shares.holds(intent)).toBe(own.length > 0)
          expect(shares.doneBy(intent)).toBe(doneBy(own))
          const cost = own.reduce((sum, { product, units }) => sum + units * (prices[product] as number), 0)
          expect(shares.costIn(shares.rowOf[intent] as number, prices)).toBe(cost)
        }
        const all = lists.flat()
        const held = Array.from({ length: products }, (_, product) => all.filter((share) => share.product === product))
        expect([...shares.unitsByProduct(products)]).toEqual(
          held.map((sharing) => sharing.reduce((sum, { units }) => sum + units, 0)),
        )
        const { begin, rows, intents: owners } = shares.byProduct(products)
        for (const [product, sharing] of held.entries()) {
          const places = Array.from(rows.subarray(begin[product], begin[product + 1]))
          const found = places.map((row, at) => shares.share(owners[(begin[product] as number) + at] as number, row))
          expect(found).toEqual(sharing.toSorted((a, b) => a.intent - b.intent))
        }
      }),
    )
  })
})
