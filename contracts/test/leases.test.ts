import {
  awardTypedData,
  type Batch,
  type BatchOrder,
  batchCalldata,
  batchHash,
  computePoolsAbi,
  type Deployment,
  intentId,
  type Lease,
  leaseEscrowAbi,
  leaseTree,
  productId,
  settlementAbi,
  signIntent,
  slugId,
  solverRegistryAbi,
  testUsdcAbi,
} from '@walras/intents-schema'
import { createTestClient, type Hex, http, parseEventLogs, publicActions, walletActions } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deployMarket } from '../deploy/deployMarket.ts'
import { type Anvil, anvilMnemonic, startAnvil } from '../devnet/startAnvil.ts'

const [operator, ...buyers] = [0, 1, 2, 3].map((addressIndex) => mnemonicToAccount(anvilMnemonic, { addressIndex }))
if (!operator) throw new Error('No accounts.')
const slotSeconds = 60n
const ladder = [{ tickLower: 62_000, tickUpper: 66_000, liquidityPerGpu: 480_000n }]

let anvil: Anvil
let market: Deployment
const connect = () =>
  createTestClient({ account: operator, chain: foundry, mode: 'anvil', transport: http(anvil.rpc) })
    .extend(publicActions)
    .extend(walletActions)

beforeAll(async () => {
  anvil = await startAnvil()
  market = await deployMarket(connect(), {
    auctioneer: operator.address,
    feeRecipient: operator.address,
    slotSeconds,
  })
})
afterAll(() => anvil?.stop())

const mined = (hash: Hex) => connect().waitForTransactionReceipt({ hash, pollingInterval: 20 })

/** Mints, approves and bonds enough for anything here. */
async function bond(): Promise<void> {
  const client = connect()
  const token = { address: market.token, abi: testUsdcAbi } as const
  const amount = 10n ** 12n
  await mined(await client.writeContract({ ...token, functionName: 'mint', args: [operator.address, amount] }))
  await mined(await client.writeContract({ ...token, functionName: 'approve', args: [market.registry, amount] }))
  const call = { address: market.registry, abi: solverRegistryAbi, functionName: 'bond' } as const
  await mined(await client.writeContract({ ...call, args: [operator.address, amount] }))
}

async function openPool(firstSlot: bigint): Promise<Hex> {
  const client = connect()
  const pools = { address: market.pools, abi: computePoolsAbi } as const
  const { request, result: poolId } = await client.simulateContract({
    ...pools,
    functionName: 'createPool',
    args: ['h100-sxm-80gb', 'eu-north', 1, market.token, ladder],
  })
  await mined(await client.writeContract(request))
  await mined(await client.writeContract({ ...pools, functionName: 'offer', args: [poolId, firstSlot, 2, 8] }))
  return poolId
}

async function fundedOrder(buyer: (typeof buyers)[number], slot: bigint, units: bigint[]): Promise<BatchOrder> {
  const client = connect()
  const token = { address: market.token, abi: testUsdcAbi } as const
  const work = units.reduce((sum, u) => sum + u)
  await mined(await client.writeContract({ ...token, functionName: 'mint', args: [buyer.address, 10n ** 12n] }))
  await mined(
    await client.writeContract({
      ...token,
      account: buyer,
      functionName: 'approve',
      args: [market.permit2, 2n ** 256n - 1n],
    }),
  )
  const signed = await signIntent(buyer, market, {
    owner: buyer.address,
    token: market.token,
    maxPayment: work * 1000n,
    nonce: 1n,
    validUntil: (slot + 100n) * slotSeconds,
    intent: {
      recipient: buyer.address,
      workload: '',
      work,
      minWork: work,
      hardware: [{ gpuClass: 'h100-sxm-80gb', speed: 1_000_000n }],
      regions: ['eu-north'],
      minTier: 1n,
      startAfter: 0n,
      finishBy: (slot + 2n) * slotSeconds,
      minUnits: 1n,
      maxPools: 1n,
      contiguous: false,
    },
  })
  return { signed, fills: units.map((u, purchase) => ({ purchase, hardware: 0, units: u })) }
}

test('behavior: leases rebuilt from events have the root on chain, and every proof claims', async () => {
  const client = connect()
  const { timestamp, number } = await client.getBlock()
  const slot = timestamp / slotSeconds + 2n
  const poolId = await openPool(slot)
  const units = [[60n, 61n], [45n], [100n, 7n]]
  const orders: BatchOrder[] = []
  for (const [i, buyer] of buyers.entries()) orders.push(await fundedOrder(buyer, slot, units[i] ?? []))
  orders.sort((a, b) => (intentId(market, a.signed) < intentId(market, b.signed) ? -1 : 1))

  const goods = { gpuClass: slugId('h100-sxm-80gb'), region: slugId('eu-north'), tier: 1 }
  const products = [slot, slot + 1n]
    .map((slot) => ({ ...goods, slot, margin: 2_000_000n, maxPrice: 10n ** 10n, solver: 0 }))
    .sort((a, b) => (productId(a) < productId(b) ? -1 : 1))
  const batch: Batch = {
    auctionHash: slugId('an auction'),
    expiryBlock: number + 100n,
    solvers: [operator.address],
    products,
    purchases: [slot, slot + 1n].map((s) => ({ poolId, product: products.findIndex((product) => product.slot === s) })),
    orders,
  }
  const award = { auctionHash: batch.auctionHash, batchHash: batchHash(batch), expiryBlock: batch.expiryBlock }
  const receipt = await mined(
    await client.writeContract({
      address: market.settlement,
      abi: settlementAbi,
      functionName: 'settle',
      args: [batchCalldata(batch), await operator.signTypedData(awardTypedData(market, award))],
    }),
  )
  expect(receipt.status).toBe('success')

  const leases: Lease[] = parseEventLogs({ abi: settlementAbi, logs: receipt.logs, eventName: 'LeaseOpened' }).map(
    ({ args }) => args,
  )
  expect(leases.map(({ index }) => index)).toEqual([0n, 1n, 2n, 3n, 4n])
  const tree = leaseTree(leases)
  const escrow = { address: market.escrow, abi: leaseEscrowAbi } as const
  const batchId = leases[0]?.batchId ?? '0x'
  expect(await client.readContract({ ...escrow, functionName: 'leaseRoot', args: [batchId] })).toBe(tree.root)

  await client.setNextBlockTimestamp({ timestamp: slot * slotSeconds })
  for (const [index, lease] of leases.entries()) {
    if (lease.slot !== slot) continue
    const start = { ...escrow, functionName: 'start', args: [[lease], [tree.proof(index)]] } as const
    expect((await mined(await client.writeContract(start))).status).toBe('success')
  }
  const other = leases.findIndex((lease) => lease.slot === slot)
  await expect(
    client.simulateContract({ ...escrow, functionName: 'start', args: [leases.slice(other, 1), [[]]] }),
  ).rejects.toThrow('ProofInvalid')
  expect(leaseId(leases[0] as Lease)).toMatch(/^0x/)
})
