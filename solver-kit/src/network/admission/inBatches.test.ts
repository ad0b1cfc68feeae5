import { expect, test } from 'vitest'
import { inBatches } from './inBatches.ts'

test('default: what arrives together is asked together, and answered in order', async () => {
  const calls: number[][] = []
  const double = inBatches(
    async (requests: readonly number[]) => {
      calls.push([...requests])
      return requests.map((request) => request * 2)
    },
    { collectMs: 1, most: 3 },
  )
  expect(await Promise.all([1, 2, 3, 4].map(double))).toEqual([2, 4, 6, 8])
  expect(calls).toEqual([[1, 2, 3], [4]])
})

test('error: a failed call fails all of its requests, and only those', async () => {
  let fail = true
  const ask = inBatches(
    async (requests: readonly number[]) => {
      if (fail) throw new Error('no chain')
      return requests
    },
    { collectMs: 1, most: 2 },
  )
  expect(await Promise.allSettled([ask(1), ask(2)])).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
  fail = false
  expect(await ask(3)).toBe(3)
})

test('error: too few answers', async () => {
  const ask = inBatches(async () => [], { collectMs: 1, most: 2 })
  await expect(ask(1)).rejects.toThrow('0 answers to 1 requests')
})
