import {
  computePoolsAbi,
  leaseEscrowAbi,
  marketLensAbi,
  permit2Address,
  solverRegistryAbi,
} from '@walras/intents-schema'
import { createClient, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { getBlockNumber, getCode, readContract } from 'viem/actions'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Anvil, startAnvil } from '../devnet/startAnvil.ts'
import { deployMarket } from './deployMarket.ts'
import { marketTerms } from './marketTerms.ts'

const account = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80')
const auctioneer = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const feeRecipient = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'

let anvil: Anvil
const connect = () => createClient({ account, chain: foundry, transport: http(anvil.rpc) })
const readLens = (address: `0x${string}`) =>
  readContract(connect(), { address, abi: marketLensAbi, functionName: 'deployment' })

beforeAll(async () => {
  anvil = await startAnvil()
})
afterAll(() => anvil?.stop())

test('default: the lens reads back what was deployed, Permit2 is at its canonical address', async () => {
  const deployment = await deployMarket(connect(), { auctioneer, feeRecipient })
  expect(await readLens(deployment.lens)).toEqual({ ...deployment, chainId: BigInt(deployment.chainId) })
  expect(deployment).toMatchObject({ auctioneer, feeRecipient, slotSeconds: 3600n, protocolFeePips: 100_000n })
  expect(await getCode(connect(), { address: permit2Address })).toBeDefined()
})

test('args: token, slotSeconds, protocolFeePips; Permit2 is not deployed again', async () => {
  const { token } = await deployMarket(connect(), { auctioneer, feeRecipient })
  const before = await getBlockNumber(connect(), { cacheTime: 0 })
  const options = { auctioneer, feeRecipient, token, slotSeconds: 60n, protocolFeePips: 0n } as const
  const deployment = await deployMarket(connect(), options)
  expect(deployment).toMatchObject(options)
  expect(await readLens(deployment.lens)).toMatchObject(options)
  expect(await getBlockNumber(connect(), { cacheTime: 0 })).toBe(before + 6n)
})

test('default: times scale with the slot; the contracts bear them out', async () => {
  const deployment = await deployMarket(connect(), { auctioneer, feeRecipient, slotSeconds: 60n })
  const escrow = { address: deployment.escrow, abi: leaseEscrowAbi } as const
  const registry = { address: deployment.registry, abi: solverRegistryAbi } as const
  const pools = { address: deployment.pools, abi: computePoolsAbi } as const
  expect(await readContract(connect(), { ...escrow, functionName: 'clocks' })).toEqual({
    start: 5,
    heartbeat: 30,
    submit: 60,
  })
  expect(await readContract(connect(), { ...escrow, functionName: 'shares' })).toEqual(marketTerms().shares)
  expect(await readContract(connect(), { ...pools, functionName: 'bondHold' })).toBe(168n * 60n)
  expect(await readContract(connect(), { ...registry, functionName: 'unbondDelay' })).toBe(168n * 60n)
  expect(await readContract(connect(), { ...registry, functionName: 'minSolverBond' })).toBe(1_000_000_000n)
  expect(marketTerms()).toMatchObject({
    clocks: { start: 300, heartbeat: 1800, submit: 3600 },
    bondHold: 604_800n,
    unbondDelay: 604_800n,
  })
})

test('error: terms that the contracts refuse', async () => {
  const clocks = { start: 60, heartbeat: 30, submit: 60 }
  await expect(deployMarket(connect(), { auctioneer, feeRecipient, slotSeconds: 60n, clocks })).rejects.toThrow(
    'reverted',
  )
})
