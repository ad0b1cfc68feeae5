import { expect, test } from 'vitest'
import { createDraw } from '../scenario/draw.ts'
import { drawFates, leaseFates } from './drawFates.ts'

const tiersOf = (count: number): number[] => Array.from({ length: count }, (_, index) => index % 3)

test('default: every fate befalls a lease, one is handed on, most are delivered', () => {
  const fates = drawFates(createDraw(1), tiersOf(600))
  expect(new Set(fates)).toEqual(new Set(leaseFates))
  expect(fates.filter((fate) => fate === 'handedOn')).toHaveLength(1)
  expect(fates.filter((fate) => fate === 'delivered').length).toBeGreaterThan(450)
})

test('behavior: only claims of tier 1 are challenged, half of them with success', () => {
  const fates = drawFates(createDraw(1), tiersOf(600))
  const tiers = (fate: string) => [...fates.keys()].filter((index) => fates[index] === fate).map((index) => index % 3)
  expect(tiers('disproven')).toEqual([1, 1, 1])
  expect(tiers('upheld')).toEqual([1, 1, 1])
  expect(drawFates(createDraw(1), Array(600).fill(0))).not.toContain('disproven')
})

test('behavior: the same seed deals the same fates', () => {
  expect(drawFates(createDraw(7), tiersOf(50))).toEqual(drawFates(createDraw(7), tiersOf(50)))
  expect(drawFates(createDraw(7), tiersOf(50))).not.toEqual(drawFates(createDraw(8), tiersOf(50)))
})

test('behavior: fewer leases than fates', () => {
  expect(drawFates(createDraw(1), [])).toEqual([])
  expect(drawFates(createDraw(1), tiersOf(3))).toHaveLength(3)
})
