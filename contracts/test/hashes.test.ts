import {
  type Batch,
  batchCalldata,
  batchHash,
  computePoolsAbi,
  type Deployment,
  intentId,
  type LadderRange,
  poolId,
  type SignedIntent,
  settlementAbi,
  slugId,
} from '@walras/intents-schema'
import { BaseError, ContractFunctionRevertedError, createClient, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { getBlockNumber, readContract, simulateContract } from 'viem/actions'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployMarket } from '../deploy/deployMarket.ts'
import { type Anvil, startAnvil } from '../devnet/startAnvil.ts'
import { Randomness } from './randomness.ts'

const account = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80')
let anvil: Anvil
let market: Deployment
const connect = () => createClient({ account, chain: foundry, transport: http(anvil.rpc) })

beforeAll(async () => {
  anvil = await startAnvil()
  market = await deployMarket(connect(), { auctioneer: account.address, feeRecipient: account.address })
})
afterAll(() => anvil?.stop())

function drawIntent(random: Randomness): SignedIntent {
  return {
    owner: random.address(),
    token: market.token,
    maxPayment: random.magnitude(256n),
    nonce: BigInt(random.bytes32()),
    validUntil: random.magnitude(64n),
    signature: random.bytes32(),
    intent: {
      recipient: random.address(),
      workload: random.text(),
      work: random.magnitude(256n),
      minWork: random.magnitude(256n),
      hardware: random.list(random.index(17), () => ({ gpuClass: random.text(), speed: random.magnitude(256n) })),
      regions: random.list(random.index(17), () => random.text()),
      minTier: random.magnitude(8n),
      startAfter: random.magnitude(64n),
      finishBy: random.magnitude(64n),
      minUnits: random.magnitude(128n),
      maxPools: random.magnitude(8n),
      contiguous: random.index(2) === 1,
    },
  }
}

function drawBatch(random: Randomness, expiryBlock: bigint): Batch {
  const products = random.list(random.index(5), () => ({
    gpuClass: random.bytes32(),
    region: random.bytes32(),
    tier: random.index(256),
    slot: random.magnitude(64n),
    margin: random.magnitude(256n),
    maxPrice: random.magnitude(256n),
    solver: random.index(1000),
  }))
  return {
    auctionHash: random.bytes32(),
    expiryBlock,
    solvers: random.list(random.index(5), () => random.address()),
    products,
    purchases: random.list(random.index(5), () => ({ poolId: random.bytes32(), product: random.index(1000) })),
    orders: random.list(random.index(4), () => ({
      signed: drawIntent(random),
      fills: random.list(random.index(5), () => ({
        purchase: random.index(1000),
        hardware: random.index(16),
        units: random.magnitude(256n),
      })),
    })),
  }
}

test('behavior: intentId equals the contract', async () => {
  const random = new Randomness('intents')
  const drawn = random.list(100, () => drawIntent(random))
  const onChain = await Promise.all(
    drawn.map(async (signed) => {
      const batch = { auctionHash: random.bytes32(), expiryBlock: 0n, solvers: [], products: [], purchases: [] }
      const [order] = batchCalldata({ ...batch, orders: [{ signed, fills: [] }] }).orders
      if (!order) throw new Error('One order in, one order out.')
      return readContract(connect(), {
        address: market.settlement,
        abi: settlementAbi,
        functionName: 'intentIdOf',
        args: [order],
      })
    }),
  )
  expect(drawn.map((signed) => intentId(market, signed))).toEqual(onChain)
})

test('behavior: batchHash equals the contract', async () => {
  const random = new Randomness('batches')
  const expiryBlock = (await getBlockNumber(connect())) + 1000n
  const drawn = random.list(100, () => drawBatch(random, expiryBlock))
  // The contract names the hash it computed when it refuses a signature.
  const onChain = await Promise.all(
    drawn.map(async (batch) => {
      const error = await simulateContract(connect(), {
        address: market.settlement,
        abi: settlementAbi,
        functionName: 'settle',
        args: [batchCalldata(batch), '0x'],
      }).catch((error: BaseError) => error)
      if (!(error instanceof BaseError)) throw new Error('An unsigned batch must not settle.')
      const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError)
      const { data } = reverted as ContractFunctionRevertedError
      expect(data?.errorName).toBe('AwardSignatureInvalid')
      return data?.args?.[0]
    }),
  )
  expect(drawn.map(batchHash)).toEqual(onChain)
})

test('behavior: poolId equals the contract', async () => {
  const random = new Randomness('pools')
  for (let i = 0; i < 20; i++) {
    const [gpuClass, region] = [`class-${random.text()}`, `region-${random.text()}`]
    const tier = random.index(4)
    let tick = Number(random.between(-800_000n, 0n))
    const ladder: LadderRange[] = random.list(1 + random.index(8), () => {
      const tickLower = tick + random.index(1000)
      tick = tickLower + 1 + random.index(50_000)
      return { tickLower, tickUpper: tick, liquidityPerGpu: random.magnitude(96n) || 1n }
    })
    const { result } = await simulateContract(connect(), {
      address: market.pools,
      abi: computePoolsAbi,
      functionName: 'createPool',
      args: [gpuClass, region, tier, market.token, ladder],
    })
    const terms = {
      operator: account.address,
      gpuClass: slugId(gpuClass),
      region: slugId(region),
      tier,
      token: market.token,
      ladder,
    }
    expect(poolId(terms)).toBe(result)
  }
})
