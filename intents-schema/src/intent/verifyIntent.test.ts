import { createWalletClient, custom } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { expect, test } from 'vitest'
import { buildIntent } from './buildIntent.ts'
import { permitDigest } from './permit.ts'
import { signIntent } from './signIntent.ts'
import { type SignatureChain, verifyIntent } from './verifyIntent.ts'

const account = privateKeyToAccount('0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d')
const stranger = privateKeyToAccount('0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a')
const market = { chainId: 31337, settlement: '0x5FbDB2315678afecb367f032d93F642f64180aa3' } as const
const unsigned = buildIntent({
  owner: account.address,
  token: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48',
  work: 3600n,
  maxPayment: 3_000_000n,
  hardware: ['h100-sxm-80gb'],
  finishBy: 1_790_000_000n,
  validUntil: 1_789_990_000n,
})
const plain: SignatureChain = { hasCode: async () => false, isValidSignature: async () => true }
const contract = (valid: boolean): SignatureChain => ({
  hasCode: async () => true,
  isValidSignature: async () => valid,
})

test('default: the owner signed', async () => {
  expect(await verifyIntent(market, await signIntent(account, market, unsigned), plain)).toBe(true)
})

test('args: a wallet client signs as an account does', async () => {
  const request = async () => {
    throw new Error('A local account asks nobody.')
  }
  const wallet = createWalletClient({ account, transport: custom({ request }) })
  expect(await signIntent(wallet, market, unsigned)).toEqual(await signIntent(account, market, unsigned))
})

test('behavior: somebody else signed', async () => {
  expect(await verifyIntent(market, await signIntent(stranger, market, unsigned), plain)).toBe(false)
})

test('behavior: a signature is for one market and one set of terms', async () => {
  const signed = await signIntent(account, market, unsigned)
  expect(await verifyIntent({ ...market, chainId: 1 }, signed, plain)).toBe(false)
  expect(await verifyIntent(market, { ...signed, maxPayment: signed.maxPayment + 1n }, plain)).toBe(false)
})

test('behavior: code at the owner means its own word and nothing else, as Permit2 rules', async () => {
  const signed = await signIntent(account, market, unsigned)
  expect(await verifyIntent(market, signed, contract(false))).toBe(false)
  const other = { ...signed, signature: '0x1234' } as const
  expect(await verifyIntent(market, other, contract(true))).toBe(true)
})

test('behavior: the contract is asked about the digest that Permit2 computes', async () => {
  const asked: string[] = []
  const chain: SignatureChain = {
    hasCode: async () => true,
    isValidSignature: async (owner, digest) => {
      asked.push(owner, digest)
      return true
    },
  }
  await verifyIntent(market, await signIntent(account, market, unsigned), chain)
  expect(asked).toEqual([account.address, permitDigest(market, unsigned)])
})
