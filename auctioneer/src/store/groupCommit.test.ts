import { describe, expect, test } from 'vitest'
import { groupCommit } from './groupCommit.ts'

describe('groupCommit', () => {
  test('default: what comes while a write is on its way shares the next one', async () => {
    const groups: number[][] = []
    const gates: (() => void)[] = []
    const add = groupCommit<number>(async (items) => {
      groups.push([...items])
      await new Promise<void>((resolve) => gates.push(resolve))
    })
    const first = add(1)
    await Promise.resolve()
    await Promise.resolve()
    const rest = [add(2), add(3)]
    gates[0]?.()
    await first
    await Promise.resolve()
    gates[1]?.()
    await Promise.all(rest)
    expect(groups).toEqual([[1], [2, 3]])
  })

  test('error: a failed write fails its own callers only', async () => {
    const add = groupCommit<number>(async (items) => {
      if (items.includes(1)) throw new Error('disk full')
    })
    const first = add(1)
    await expect(first).rejects.toThrow('disk full')
    await expect(add(2)).resolves.toBeUndefined()
  })
})
