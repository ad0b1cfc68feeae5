import { describe, expect, test } from 'vitest'
import { jobFacts, longestJobSeconds } from './jobFacts.ts'

describe('jobFacts', () => {
  test('default', () => {
    expect(jobFacts).toHaveLength(100)
    expect(new Set(jobFacts.map(({ job }) => job)).size).toBe(100)
  })

  test('behavior: as many jobs of each size as the source has in a hundred', () => {
    const jobs = (size: number) => jobFacts.filter(({ gpus }) => gpus === size).length
    expect([1, 2, 4, 8, 16, 32].map(jobs)).toEqual([41, 3, 16, 32, 7, 1])
  })

  test('behavior: durations keep the quartiles of the source (619 s, 8653 s, clipped)', () => {
    const sorted = jobFacts.map(({ durationSeconds }) => durationSeconds).sort((a, b) => a - b)
    expect(Math.abs((sorted[25] ?? 0) / 619 - 1)).toBeLessThan(0.15)
    expect(Math.abs((sorted[50] ?? 0) / 8653 - 1)).toBeLessThan(0.2)
    expect(sorted[75]).toBe(longestJobSeconds)
  })

  test('behavior: at least a second, at most 12 hours, and clipped jobs say so', () => {
    for (const { durationSeconds, clipped } of jobFacts) {
      expect(Number.isInteger(durationSeconds)).toBe(true)
      expect(durationSeconds).toBeGreaterThanOrEqual(1)
      expect(durationSeconds).toBeLessThanOrEqual(43_200)
      if (clipped) expect(durationSeconds).toBe(longestJobSeconds)
    }
    expect(jobFacts.filter(({ clipped }) => clipped)).toHaveLength(31)
  })

  test('behavior: in order of submission', () => {
    const jobs = jobFacts.map(({ job }) => job)
    expect(jobs).toEqual([...jobs].sort((a, b) => a - b))
    expect(jobs.at(-1)).toBeLessThan(5755)
  })
})
