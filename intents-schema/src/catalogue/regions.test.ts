import { describe, expect, test } from 'vitest'
import { regionById, regions } from './regions.ts'
import { isSlug, slugId } from './slug.ts'

describe('regions', () => {
  test('default', () => {
    expect(regions.length).toBeGreaterThanOrEqual(12)
    expect(regions.every(({ slug }) => isSlug(slug))).toBe(true)
    expect(new Set(regions.map(({ slug }) => slug)).size).toBe(regions.length)
    expect(new Set(regions.map(({ name }) => name)).size).toBe(regions.length)
  })

  test('behavior: eu- means the European Economic Area', () => {
    for (const { slug, name } of regions) expect(name.includes('(EEA)')).toBe(slug.startsWith('eu-'))
  })
})

describe('slugId', () => {
  test.each([
    ['eu-north', '0x079feea9b203994d3ba31a1e79a57fd4d85a8e085d775bf7faa31ef263ad0222'],
    ['oceania', '0x8def7cf56a83cc8d264fe4b6e6b8dbfb4a65eac58d3fc11348ef96d3e3b66b48'],
  ] as const)('default: %s', (slug, id) => {
    expect(slugId(slug)).toBe(id)
  })
})

describe('regionById', () => {
  test('default', () => {
    for (const region of regions) expect(regionById(slugId(region.slug))).toBe(region)
  })

  test('behavior: undefined for what the catalogue does not list', () => {
    expect(regionById(slugId('moon'))).toBeUndefined()
  })
})
