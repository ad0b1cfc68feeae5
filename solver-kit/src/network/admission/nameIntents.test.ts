import { intentId, permitDigest } from '@walras/intents-schema'
import fc from 'fast-check'
import { bytesToHex } from 'viem'
import { expect, test } from 'vitest'
import { deployment } from '../testMarket.ts'
import { nameIntents } from './nameIntents.ts'

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

test('default: equals the schema package to the byte', () => {
  const nameIntent = nameIntents(deployment)
  fc.assert(
    fc.property(intents, (intent) => {
      expect(nameIntent(intent)).toEqual({
        id: intentId(deployment, intent),
        digest: permitDigest(deployment, intent),
      })
    }),
  )
})
