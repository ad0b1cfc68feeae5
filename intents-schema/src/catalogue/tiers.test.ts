import { expect, test } from 'vitest'
import { intentLimits } from '../intent/checkIntent.ts'
import { tiers } from './tiers.ts'

test('default', () => {
  expect(tiers.map(({ name }) => name)).toEqual(['reputation', 'optimistic', 'TEE attestation', 'zero-knowledge proof'])
})

test("behavior: a tier's number is its index, up to the most an intent may ask for", () => {
  expect(tiers.map(({ tier }) => tier)).toEqual([0, 1, 2, 3])
  expect(BigInt(tiers.length - 1)).toBe(intentLimits.maxTier)
})
