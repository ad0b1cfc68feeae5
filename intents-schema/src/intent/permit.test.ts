import { readFileSync } from 'node:fs'
import { type Hex, hashStruct, keccak256, stringToBytes } from 'viem'
import { describe, expect, test } from 'vitest'
import { computeIntentTypes, type UnsignedIntent } from './ComputeIntent.ts'
import {
  computeHardwareTypeString,
  computeIntentTypeString,
  intentId,
  permitDigest,
  permitWitnessTypeString,
} from './permit.ts'
import { recoverSigner } from './recoverSigner.ts'

interface Vector {
  name: string
  market: { chainId: number; settlement: Hex }
  unsigned: UnsignedIntent
  witnessHash: Hex
  digest: Hex
  intentId: Hex
  signature: Hex
  compactSignature: Hex
}

const bigints = new Set(
  ['maxPayment', 'nonce', 'validUntil', 'speed'].concat(
    computeIntentTypes.ComputeIntent.flatMap(({ name, type }) => (type === 'uint256' ? [name] : [])),
  ),
)
const vectors: Vector[] = JSON.parse(
  readFileSync(new URL('../../vectors/intents.json', import.meta.url), 'utf8'),
  (key, value) => (bigints.has(key) ? BigInt(value) : value),
)

describe.each(vectors)('golden vector (made by ethers): $name', ({ market, unsigned, ...golden }) => {
  test('witness hash', () => {
    expect(hashStruct({ types: computeIntentTypes, primaryType: 'ComputeIntent', data: unsigned.intent })).toBe(
      golden.witnessHash,
    )
  })
  test('digest and intent id', () => {
    expect(permitDigest(market, unsigned)).toBe(golden.digest)
    expect(intentId(market, unsigned)).toBe(golden.intentId)
  })
  test('both signature forms recover the owner', () => {
    expect(recoverSigner(golden.digest, golden.signature)).toBe(unsigned.owner)
    expect(recoverSigner(golden.digest, golden.compactSignature)).toBe(unsigned.owner)
  })
})

test('behavior: type strings are what EIP-712 and Permit2 spell', () => {
  expect(computeIntentTypeString).toMatchInlineSnapshot(
    `"ComputeIntent(address recipient,string workload,uint256 work,uint256 minWork,ComputeHardware[] hardware,string[] regions,uint256 minTier,uint256 startAfter,uint256 finishBy,uint256 minUnits,uint256 maxPools,bool contiguous)ComputeHardware(string gpuClass,uint256 speed)"`,
  )
  expect(permitWitnessTypeString).toMatchInlineSnapshot(
    `"ComputeIntent witness)ComputeHardware(string gpuClass,uint256 speed)ComputeIntent(address recipient,string workload,uint256 work,uint256 minWork,ComputeHardware[] hardware,string[] regions,uint256 minTier,uint256 startAfter,uint256 finishBy,uint256 minUnits,uint256 maxPools,bool contiguous)TokenPermissions(address token,uint256 amount)"`,
  )
  expect(computeIntentTypeString.endsWith(computeHardwareTypeString)).toBe(true)
  expect(keccak256(stringToBytes(computeHardwareTypeString))).toMatchInlineSnapshot(
    `"0x4d347988193f07cdc86cae4887f42c721ae931a16ffbe0b2a49d295b0383e6b2"`,
  )
})
