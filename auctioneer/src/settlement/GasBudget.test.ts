import { describe, expect, test } from 'vitest'
import { GasBudget } from './GasBudget.ts'

const block = 30_000_000n

describe('GasBudget', () => {
  test('default: begins careful, below the limit of one transaction', () => {
    const budget = new GasBudget()
    expect(budget.orders(block)).toBe(39)
    expect(budget.orders(3_000_000n)).toBe(7)
    expect(new GasBudget(block).orders(block)).toBe(70)
    expect(budget.orders(1n)).toBe(1)
  })

  test('behavior: learns from what batches cost', () => {
    const budget = new GasBudget()
    for (let round = 0; round < 20; round++) budget.observe({ gasUsed: 6_000_000n, orders: 100 })
    expect(budget.orders(block)).toBeGreaterThan(200)
    budget.observe({ gasUsed: 400_000n, orders: 1 })
    expect(budget.orders(block)).toBe(31)
  })

  test('behavior: halves what did not fit', () => {
    const budget = new GasBudget()
    budget.exceeded({ orders: 30, blockGasLimit: block })
    expect(budget.orders(block)).toBeLessThanOrEqual(15)
    const before = budget.orders(block)
    budget.exceeded({ orders: 1000, blockGasLimit: block })
    expect(budget.orders(block)).toBe(before)
  })
})
