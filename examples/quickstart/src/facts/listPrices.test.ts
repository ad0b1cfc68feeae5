import { gpuClasses, regions } from '@walras/intents-schema'
import { describe, expect, test } from 'vitest'
import { listPrices, listPricesSource } from './listPrices.ts'

const distinct = (values: readonly string[]) => new Set(values)
const classSlugs = distinct(gpuClasses.map(({ slug }) => slug))
const regionSlugs = distinct(regions.map(({ slug }) => slug))

describe('listPrices', () => {
  test('default', () => {
    expect(listPrices).toHaveLength(81)
    expect(distinct(listPrices.map(({ gpuClass }) => gpuClass)).size).toBe(18)
    expect(distinct(listPrices.map(({ region }) => region)).size).toBe(13)
    expect(distinct(listPrices.map(({ provider }) => provider)).size).toBe(18)
  })

  test('behavior: every class and region is in the catalogue', () => {
    expect(listPrices.filter(({ gpuClass }) => !classSlugs.has(gpuClass))).toEqual([])
    expect(listPrices.filter(({ region }) => !regionSlugs.has(region))).toEqual([])
  })

  test('behavior: prices are of the order of a GPU-hour, sizes of a machine', () => {
    for (const { usdPerGpuHour, usdPerInstanceHour, gpus } of listPrices) {
      expect(usdPerGpuHour).toBeGreaterThanOrEqual(0.1)
      expect(usdPerGpuHour).toBeLessThanOrEqual(6)
      expect(usdPerGpuHour * gpus).toBeCloseTo(usdPerInstanceHour, 9)
      expect([1, 2, 4, 8]).toContain(gpus)
    }
  })

  test('behavior: a shape that states its size agrees with the count', () => {
    for (const { shape, gpus } of listPrices) expect(Number(/x(\d+)(?:-|$)/.exec(shape)?.[1] ?? 1)).toBe(gpus)
  })

  test('behavior: one row per provider, class and region', () => {
    const keys = listPrices.map(({ provider, gpuClass, region }) => `${provider} ${gpuClass} ${region}`)
    expect(distinct(keys).size).toBe(listPrices.length)
  })

  test('behavior: pools compete, several providers sell one class in one region', () => {
    const providers = new Map<string, number>()
    for (const { gpuClass, region } of listPrices) {
      const market = `${gpuClass} ${region}`
      providers.set(market, (providers.get(market) ?? 0) + 1)
    }
    expect([...providers.values()].filter((count) => count >= 2).length).toBeGreaterThanOrEqual(10)
    expect(providers.get('h100-sxm-80gb us-central')).toBe(3)
  })

  test('behavior: a row can be found in the source', () => {
    expect(listPrices[0]).toEqual({
      provider: 'digitalocean',
      gpuClass: 'h100-sxm-80gb',
      region: 'ca-east',
      gpus: 1,
      usdPerInstanceHour: 3.34,
      usdPerGpuHour: 3.34,
      shape: 'H100-sxm5',
      site: 'toronto-canada-1',
      source: listPricesSource,
      date: '2025-10-12',
    })
  })
})
