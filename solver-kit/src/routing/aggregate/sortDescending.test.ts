import fc from 'fast-check'
import { expect, test } from 'vitest'
import { descending, sortDescending } from './sortDescending.ts'

const key = fc.oneof(
  fc.double({ min: 0, noNaN: true }),
  fc.nat({ max: 20 }),
  // Equal in the half of their bits that is looked at first.
  fc.nat({ max: 40 }).map((more) => 1 + more * Number.EPSILON),
  fc.constantFrom(-0, 5e-324, Number.MAX_VALUE, Number.POSITIVE_INFINITY),
)

test('property: sorts as a stable comparison does', () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 2000, size: 'max' }), (own) => {
      const keys = Float64Array.from(own)
      const given = [...keys.keys()].sort((a, b) => (a % 7) - (b % 7))
      const rows = Int32Array.from(given)
      sortDescending(rows, keys)
      const of = (row: number): number => keys[row] as number
      const compare = (a: number, b: number): number => (of(a) === of(b) ? 0 : of(b) - of(a))
      expect([...rows]).toEqual(given.toSorted(compare))
      expect([...descending(keys)]).toEqual([...keys.keys()].filter((row) => of(row) > 0).sort(compare))
    }),
    { numRuns: 60 },
  )
})
