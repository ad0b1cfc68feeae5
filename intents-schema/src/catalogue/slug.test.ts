import { describe, expect, test } from 'vitest'
import { isSlug } from './slug.ts'

describe('isSlug', () => {
  test('default', () => {
    expect(isSlug('h100-sxm-80gb')).toBe(true)
    expect(isSlug('eu-north')).toBe(true)
  })

  test('behavior: 1 to 64 characters', () => {
    expect(isSlug('')).toBe(false)
    expect(isSlug('a')).toBe(true)
    expect(isSlug('a'.repeat(64))).toBe(true)
    expect(isSlug('a'.repeat(65))).toBe(false)
  })

  test.each(['H100', 'h100_sxm', 'h100 sxm', 'eu/north', 'é', 'h100\n', '١'])('behavior: refuses %j', (text) => {
    expect(isSlug(text)).toBe(false)
  })
})
