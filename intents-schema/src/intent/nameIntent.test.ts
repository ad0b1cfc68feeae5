import fc from 'fast-check'
import { bytesToHex, encodeAbiParameters, hashTypedData, keccak256 } from 'viem'
import { expect, test } from 'vitest'
import { intentId, nameIntent, permitDigest, permitTypedData } from './permit.ts'

const market = { chainId: 31337, settlement: '0x5FbDB2315678afecb367f032d93F642f64180aa3' } as const
const uint256 = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n })
const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => bytesToHex(bytes))
const text = fc.string({ unit: 'grapheme' })
const intents = fc.record({
  intent: fc.record({
    recipient: address,
    workload: text,
    work: uint256,
    minWork: uint256,
    hardware: fc.array(fc.record({ gpuClass: text, speed: uint256 }), { maxLength: 4 }),
    regions: fc.array(text, { maxLength: 4 }),
    minTier: uint256,
    startAfter: uint256,
    finishBy: uint256,
    minUnits: uint256,
    maxPools: uint256,
    contiguous: fc.boolean(),
  }),
  owner: address,
  token: address,
  maxPayment: uint256,
  nonce: uint256,
  validUntil: uint256,
})

test('default: equals viem to the byte', () => {
  fc.assert(
    fc.property(intents, (intent) => {
      const digest = hashTypedData(permitTypedData(market, intent))
      const id = keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'bytes32' }], [intent.owner, digest]))
      expect(nameIntent(market, intent)).toEqual({ id, digest })
      expect(intentId(market, intent)).toBe(id)
      expect(permitDigest(market, intent)).toBe(digest)
    }),
  )
})

test('error: values that do not fit their types', () => {
  const [intent] = fc.sample(intents, { numRuns: 1, seed: 1 })
  if (!intent) throw new Error('fast-check made nothing.')
  expect(() => permitDigest(market, { ...intent, nonce: 2n ** 256n })).toThrow(RangeError)
  expect(() => permitDigest(market, { ...intent, nonce: -1n })).toThrow(RangeError)
  expect(() => permitDigest(market, { ...intent, token: '0x1234' })).toThrow(RangeError)
})
