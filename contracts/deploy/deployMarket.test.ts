import { marketLensAbi, permit2Address } from '@walras/intents-schema'
import { createClient, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { getBlockNumber, getCode, readContract } from 'viem/actions'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Anvil, startAnvil } from '../devnet/startAnvil.ts'
import { deployMarket } from './deployMarket.ts'

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
  expect(await getBlockNumber(connect(), { cacheTime: 0 })).toBe(before + 4n)
})
