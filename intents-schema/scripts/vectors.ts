/**
 * Writes vectors/intents.json with ethers, an implementation that shares no code with the one under test.
 * Run: node scripts/vectors.ts
 */
import { writeFileSync } from 'node:fs'
import { AbiCoder, keccak256, Signature, TypedDataEncoder, toUtf8Bytes, Wallet } from 'ethers'
import { permitTypes } from '../src/intent/permit.ts'

const market = { chainId: 31337, settlement: '0x5FbDB2315678afecb367f032d93F642f64180aa3' }
const permit2 = '0x000000000022D473030F116dDEE9F6B43aC78BA3'
const token = '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'

const base = {
  workload: '',
  work: '28800',
  minWork: '28800',
  hardware: [{ gpuClass: 'h100-sxm-80gb', speed: '1000000' }],
  regions: [] as string[],
  minTier: '0',
  startAfter: '0',
  finishBy: '1790000000',
  minUnits: '1',
  maxPools: '8',
  contiguous: false,
}

const cases = [
  { name: 'all or nothing, anywhere', intent: base },
  {
    name: 'several classes and regions, partial',
    intent: {
      ...base,
      minWork: '3600',
      hardware: [
        { gpuClass: 'h100-sxm-80gb', speed: '1000000' },
        { gpuClass: 'a100-sxm-80gb', speed: '315342' },
        { gpuClass: 'l40s-48gb', speed: '365878' },
      ],
      regions: ['eu-north', 'eu-west', 'us-east'],
      minTier: '1',
      startAfter: '1789990000',
      minUnits: '28800',
      maxPools: '3',
      contiguous: true,
    },
  },
  {
    name: 'a workload with text beyond ASCII',
    intent: { ...base, workload: 'ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi/Ωμέγα' },
  },
  {
    name: 'the largest values',
    intent: {
      ...base,
      work: (2n ** 96n).toString(),
      minWork: '1',
      finishBy: (2n ** 34n).toString(),
      minUnits: (2n ** 96n).toString(),
      maxPools: '255',
      minTier: '3',
    },
  },
]

const vectors = cases.map(({ name, intent }, index) => {
  const wallet = new Wallet(keccak256(toUtf8Bytes(`walras vector ${index}`)))
  const nonce = BigInt(keccak256(toUtf8Bytes(`nonce ${index}`)))
  const unsigned = {
    owner: wallet.address,
    token,
    maxPayment: ((index + 1) * 25_000_000).toString(),
    nonce: nonce.toString(),
    validUntil: '1789999999',
    intent: { recipient: index % 2 ? token : wallet.address, ...intent },
  }
  const message = {
    permitted: { token, amount: unsigned.maxPayment },
    spender: market.settlement,
    nonce: unsigned.nonce,
    deadline: unsigned.validUntil,
    witness: unsigned.intent,
  }
  const types = Object.fromEntries(Object.entries(permitTypes).map(([key, fields]) => [key, [...fields]]))
  const digest = TypedDataEncoder.hash(
    { name: 'Permit2', chainId: market.chainId, verifyingContract: permit2 },
    types,
    message,
  )
  const signature = Signature.from(wallet.signingKey.sign(digest))
  return {
    name,
    market,
    unsigned,
    witnessHash: TypedDataEncoder.from(
      Object.fromEntries(['ComputeHardware', 'ComputeIntent'].map((key) => [key, types[key] ?? []])),
    ).hashStruct('ComputeIntent', unsigned.intent),
    digest,
    intentId: keccak256(AbiCoder.defaultAbiCoder().encode(['address', 'bytes32'], [wallet.address, digest])),
    signature: signature.serialized,
    compactSignature: signature.compactSerialized,
  }
})

writeFileSync(new URL('../vectors/intents.json', import.meta.url), `${JSON.stringify(vectors, undefined, 2)}\n`)
