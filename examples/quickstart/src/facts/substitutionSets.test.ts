import { gpuClasses } from '@walras/intents-schema'
import { describe, expect, test } from 'vitest'
import { substitutionSets } from './substitutionSets.ts'

const slugs = new Set(gpuClasses.map(({ slug }) => slug))

describe('substitutionSets', () => {
  test('default', () => {
    expect(substitutionSets).toHaveLength(12)
    expect(substitutionSets.reduce((sum, { tasks }) => sum + tasks, 0)).toBe(1971)
    expect(substitutionSets.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
  })

  test('behavior: every class is in the catalogue, once per set, sorted', () => {
    for (const set of substitutionSets) {
      expect(set.gpuClasses.filter((slug) => !slugs.has(slug))).toEqual([])
      expect(set.gpuClasses).toEqual([...new Set(set.gpuClasses)].sort())
    }
    expect(new Set(substitutionSets.map((set) => set.gpuClasses.join())).size).toBe(12)
  })

  test('behavior: most common first, and a fifth of the tasks accepts several classes', () => {
    const tasks = substitutionSets.map((set) => set.tasks)
    expect(tasks).toEqual([...tasks].sort((a, b) => b - a))
    const flexible = substitutionSets.filter((set) => set.gpuClasses.length > 1)
    expect(flexible.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(0.19, 2)
  })
})
