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
  leaseId,
  leaseStatus,
  productId,
  settlementAbi,
  signIntent,
  slugId,
  solverRegistryAbi,
  testUsdcAbi,
} from '@walras/intents-schema'
import { createPublicClient, createTestClient, type Hex, http, publicActions, walletActions } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LeaseLife } from '../../solver-kit/src/lease/LeaseLife.ts'
import { type LeaseOption, leaseOptions } from '../../solver-kit/src/lease/leaseOptions.ts'
import { readLeaseLives } from '../../solver-kit/src/lease/readLeaseLives.ts'
import { type ProvenLease, readLeases } from '../../solver-kit/src/lease/readLeases.ts'
import { readLeaseTerms } from '../../solver-kit/src/lease/readLeaseTerms.ts'
import { deployMarket } from '../deploy/deployMarket.ts'
import { type Anvil, anvilMnemonic, startAnvil } from '../devnet/startAnvil.ts'

const operator = mnemonicToAccount(anvilMnemonic)
const buyers = [1, 2, 3].map((addressIndex) => mnemonicToAccount(anvilMnemonic, { addressIndex }))
const slotSeconds = 60n
const ladder = [{ tickLower: 62_000, tickUpper: 66_000, liquidityPerGpu: 480_000n }]

let anvil: Anvil
let market: Deployment
const connect = () =>
  createTestClient({ account: operator, chain: foundry, mode: 'anvil', transport: http(anvil.rpc) })
    .extend(publicActions)
    .extend(walletActions)

const reader = () => createPublicClient({ chain: foundry, transport: http(anvil.rpc) })

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
    args: ['h100-sxm-80gb', 'eu-north', 0, market.token, ladder],
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
      minTier: 0n,
      startAfter: 0n,
      finishBy: (slot + 2n) * slotSeconds,
      minUnits: 1n,
      maxPools: 1n,
      contiguous: false,
    },
  })
  return { signed, fills: units.map((u, purchase) => ({ purchase, hardware: 0, units: u })) }
}

type Triple = [ProvenLease, ProvenLease, ProvenLease]

test('behavior: leases rebuilt from events are proven, and live as their options say', async () => {
  const client = connect()
  const { timestamp, number } = await client.getBlock()
  const slot = timestamp / slotSeconds + 2n
  await bond()
  const poolId = await openPool(slot)
  const units = [[60n, 61n], [45n], [100n, 7n]]
  const orders: BatchOrder[] = []
  for (const [i, buyer] of buyers.entries()) orders.push(await fundedOrder(buyer, slot, units[i] ?? []))
  orders.sort((a, b) => (intentId(market, a.signed) < intentId(market, b.signed) ? -1 : 1))

  const goods = { gpuClass: slugId('h100-sxm-80gb'), region: slugId('eu-north'), tier: 0 }
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

  const [book] = await readLeases(reader(), market, { fromBlock: receipt.blockNumber })
  expect(book?.leases.map(({ lease }) => lease.index)).toEqual([0n, 1n, 2n, 3n, 4n])
  const { batchId = '0x', leases = [] } = book ?? {}
  const escrow = { address: market.escrow, abi: leaseEscrowAbi } as const
  expect(await client.readContract({ ...escrow, functionName: 'leaseRoot', args: [batchId] })).toBe(book?.root)

  const [first, second, third] = leases.filter(({ lease }) => lease.slot === slot) as Triple
  const [fourth, fifth] = leases.filter(({ lease }) => lease.slot === slot + 1n) as Triple
  const call = (proven: readonly ProvenLease[]) =>
    [proven.map(({ lease }) => lease), proven.map(({ proof }) => proof)] as const
  const terms = await readLeaseTerms(reader(), market)
  const lifeOf = async ({ lease }: ProvenLease): Promise<LeaseLife> => {
    const lives = await readLeaseLives(reader(), market, book ? [book] : [], { fromBlock: 0n })
    return lives.get(leaseId(lease)) as LeaseLife
  }
  const optionsOf = async (proven: ProvenLease): Promise<LeaseOption[]> => {
    const { lease } = proven
    const stake = await client.readContract({
      address: market.pools,
      abi: computePoolsAbi,
      functionName: 'stakeOf',
      args: [lease.poolId, lease.slot, lease.units],
    })
    const { timestamp: now } = await client.getBlock()
    return leaseOptions({ lease, life: await lifeOf(proven), now, terms, stake })
  }
  const at = async (timestamp: bigint) => {
    await client.setNextBlockTimestamp({ timestamp })
    await client.mine({ blocks: 1 })
  }
  const holderOf = (lease: Lease) => buyers.find(({ address }) => address === lease.recipient) ?? operator

  await at(slot * slotSeconds)
  expect((await optionsOf(first)).map(({ action }) => action)).toEqual(['start', 'release', 'fail', 'transfer'])
  await mined(await client.writeContract({ ...escrow, functionName: 'start', args: call([first, second, third]) }))
  await client.setNextBlockTimestamp({ timestamp: slot * slotSeconds + slotSeconds / 2n })
  await mined(await client.writeContract({ ...escrow, functionName: 'heartbeat', args: call([first, second]) }))
  await at((slot + 1n) * slotSeconds)

  const [claim] = (await optionsOf(first)).filter(({ action }) => action === 'submit')
  const [lapse] = (await optionsOf(third)).filter(({ action }) => action === 'expire')
  expect(claim?.pays?.operator).toBeGreaterThan(0n)
  expect(lapse).toMatchObject({ by: 'anyone', failure: 'silent' })
  const nothing = `0x${'00'.repeat(32)}` as const
  const delivery = { inputRoot: nothing, outputRoot: nothing, evidence: '0x' } as const
  await mined(
    await client.writeContract({
      ...escrow,
      functionName: 'submit',
      args: [...call([first, second]), [delivery, delivery]],
    }),
  )
  await mined(await client.writeContract({ ...escrow, functionName: 'expire', args: call([third]) }))
  const released = {
    ...escrow,
    account: holderOf(fourth.lease),
    functionName: 'release',
    args: call([fourth]),
  } as const
  await mined(await client.writeContract(released))
  const heir = '0x00000000000000000000000000000000000000AA'
  const handed = { ...escrow, account: holderOf(fifth.lease), functionName: 'transfer' } as const
  await mined(await client.writeContract({ ...handed, args: [fifth.lease, fifth.proof, heir] }))
  await mined(await client.writeContract({ ...escrow, functionName: 'fail', args: call([fifth]) }))

  const ends = await Promise.all(leases.map(async (proven) => (await lifeOf(proven)).end))
  const onChain = await Promise.all(
    leases.map(({ lease }) => client.readContract({ ...escrow, functionName: 'statusOf', args: [lease] })),
  )
  expect(ends.map((end) => end?.status)).toEqual(onChain.map(leaseStatus))
  expect((await lifeOf(first)).end).toMatchObject({ earned: claim?.pays?.operator, refund: claim?.pays?.holder })
  expect((await lifeOf(third)).end).toMatchObject({ failure: 'silent', burned: lapse?.pays?.burned })
  expect((await lifeOf(fourth)).end).toMatchObject({ status: 'released' })
  expect(await lifeOf(fifth)).toMatchObject({ holder: heir, end: { failure: 'declared' } })
  const paidToHeir = { address: market.token, abi: testUsdcAbi, functionName: 'balanceOf', args: [heir] } as const
  expect(await client.readContract(paidToHeir)).toBeGreaterThanOrEqual(fifth.lease.cost)
  for (const proven of leases) expect(await optionsOf(proven)).toEqual([])
})
