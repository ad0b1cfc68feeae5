import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slugId } from '../catalogue/slug.ts'
import { productId, productIdsBySlot } from './poolId.ts'

const line = { gpuClass: slugId('h100-sxm'), region: slugId('eu-north'), tier: 2 }

test('property: an id by slot is the id of the product, in whatever order slots come', () => {
  const idOf = productIdsBySlot(line)
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (slot) => {
      expect(idOf(slot)).toBe(productId({ ...line, slot }))
    }),
  )
  expect(idOf(2n ** 64n - 1n)).toBe(productId({ ...line, slot: 2n ** 64n - 1n }))
})

test.each([-1n, 2n ** 64n])('error: slot %i is no uint64', (slot) => {
  expect(() => productIdsBySlot(line)(slot)).toThrow('is not in safe 64-bit unsigned integer range')
})
