import { expect, test } from 'vitest'
import { createDraw } from '../scenario/draw.ts'
import { drawFates, leaseFates } from './drawFates.ts'

test('default: every fate befalls a lease, one is handed on, most are delivered', () => {
  const fates = drawFates(createDraw(1), 600)
  expect(new Set(fates)).toEqual(new Set(leaseFates))
  expect(fates.filter((fate) => fate === 'handedOn')).toHaveLength(1)
  expect(fates.filter((fate) => fate === 'delivered').length).toBeGreaterThan(450)
})

test('behavior: the same seed deals the same fates', () => {
  expect(drawFates(createDraw(7), 50)).toEqual(drawFates(createDraw(7), 50))
  expect(drawFates(createDraw(7), 50)).not.toEqual(drawFates(createDraw(8), 50))
})

test('behavior: fewer leases than fates', () => {
  expect(drawFates(createDraw(1), 0)).toEqual([])
  expect(drawFates(createDraw(1), 3)).toHaveLength(3)
})
