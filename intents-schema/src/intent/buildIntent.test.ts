import { describe, expect, test } from 'vitest'
import { WalrasError } from '../errors/WalrasError.ts'
import { type BuildIntentParameters, buildIntent } from './buildIntent.ts'

const owner = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const token = '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'
const parameters: BuildIntentParameters = {
  owner,
  token,
  work: 8n * 3600n,
  maxPayment: 25_000_000n,
  hardware: ['h100-sxm-80gb', { gpuClass: 'my-own-gpu', speed: 500_000n }],
  finishBy: 1_790_000_000n,
  validUntil: 1_789_990_000n,
}

function codeOf(change: Partial<BuildIntentParameters>): string {
  try {
    buildIntent({ ...parameters, ...change })
    return 'accepted'
  } catch (error) {
    if (error instanceof WalrasError) return error.code
    throw error
  }
}

test('default: fills in what most buyers want', () => {
  const { intent, nonce, ...rest } = buildIntent(parameters)
  expect(rest).toEqual({ owner, token, maxPayment: 25_000_000n, validUntil: 1_789_990_000n })
  expect(intent).toEqual({
    recipient: owner,
    workload: '',
    work: 28_800n,
    minWork: 28_800n,
    hardware: [
      { gpuClass: 'h100-sxm-80gb', speed: 1_000_000n },
      { gpuClass: 'my-own-gpu', speed: 500_000n },
    ],
    regions: [],
    minTier: 0n,
    startAfter: 0n,
    finishBy: 1_790_000_000n,
    minUnits: 1n,
    maxPools: 8n,
    contiguous: false,
  })
  expect(nonce).not.toBe(buildIntent(parameters).nonce)
})

test('behavior: an error says what is wrong and carries the facts', () => {
  expect(() => buildIntent({ ...parameters, minWork: 30_000n })).toThrowErrorMatchingInlineSnapshot(
    `[WalrasError: minWork is 30000 H100-seconds; it must be between 1 and 28800.]`,
  )
  expect(() => buildIntent({ ...parameters, hardware: ['h100'] })).toThrowErrorMatchingInlineSnapshot(
    `[WalrasError: "h100" is not in the catalogue, so its speed is unknown. Pass { gpuClass, speed } instead.]`,
  )
  expect(() => buildIntent({ ...parameters, regions: ['EU North'] })).toThrowErrorMatchingInlineSnapshot(
    `[WalrasError: regions names "EU North"; a name is 1 to 64 lower-case letters, digits or dashes.]`,
  )
})

describe('error: each rule broken alone', () => {
  const seventeen = Array.from({ length: 17 }, (_, index) => `r-${index}`)
  const cases: [string, Partial<BuildIntentParameters>][] = [
    ['intent/unknown-class', { hardware: ['h100'] }],
    ['intent/no-hardware', { hardware: [] }],
    ['intent/duplicate', { hardware: ['l4-24gb', 'l4-24gb'] }],
    ['intent/duplicate', { regions: ['eu-north', 'eu-north'] }],
    ['intent/too-many', { regions: seventeen }],
    ['intent/too-many', { hardware: seventeen.map((gpuClass) => ({ gpuClass, speed: 1_000_000n })) }],
    ['intent/bad-slug', { regions: ['EU'] }],
    ['intent/bad-slug', { hardware: [{ gpuClass: 'H100', speed: 1_000_000n }] }],
    ['intent/out-of-range', { hardware: [{ gpuClass: 'h100', speed: 999n }] }],
    ['intent/out-of-range', { work: 0n }],
    ['intent/out-of-range', { work: 2n ** 96n + 1n, minWork: 1n }],
    ['intent/out-of-range', { minWork: 0n }],
    ['intent/out-of-range', { minWork: 28_801n }],
    ['intent/out-of-range', { maxPayment: 0n }],
    ['intent/out-of-range', { minTier: 4n }],
    ['intent/out-of-range', { maxPools: 0n }],
    ['intent/out-of-range', { maxPools: 256n }],
    ['intent/out-of-range', { startAfter: 1_790_000_000n }],
    ['intent/out-of-range', { finishBy: 1_790_000_000_000n }],
    ['intent/out-of-range', { validUntil: 0n }],
    ['intent/out-of-range', { nonce: 2n ** 256n }],
    ['intent/bad-address', { recipient: '0x0000000000000000000000000000000000000000' }],
    ['intent/workload-too-long', { workload: 'Ω'.repeat(257) }],
  ]
  test.each(cases)('%s %o', (code, change) => {
    expect(codeOf(change)).toBe(code)
  })
})
