import {
  awardTypedData,
  type Batch,
  type BatchOrder,
  batchCalldata,
  batchHash,
  buildIntent,
  computePoolsAbi,
  type Deployment,
  intentId,
  leaseEscrowAbi,
  permit2Abi,
  settlementAbi,
  signIntent,
  slugId,
  solverRegistryAbi,
  testUsdcAbi,
} from '@walras/intents-schema'
import { type Abi, type Address, encodeFunctionData, type Hex, maxUint256, parseEventLogs, toHex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { deployMarket } from '../deploy/deployMarket.ts'
import { benchAccount, type Call, type Chain, genesis, sendAll, succeeded } from './chain.ts'
import type { Names, Venue } from './venue.ts'

const slotSeconds = 3600n
const slot = genesis / slotSeconds + 24n
const goods = { gpuClass: 'h100-sxm-80gb', region: 'eu-north', tier: 1 }
/** From $1.77 an hour, and with room for all rounds of 200 buyers in one slot. */
const ladder = [
  { tickLower: 62_000, tickUpper: 64_000, liquidityPerGpu: 480_000n },
  { tickLower: 64_000, tickUpper: 66_000, liquidityPerGpu: 480_000n },
]
const gpus = 4_000

const operators = ['operator A', 'operator B', 'operator C'].map(benchAccount)
export const mostPools = operators.length
const auctioneer = benchAccount('auctioneer')
const relay = benchAccount('relay').address
const solver = benchAccount('solver').address
const feeRecipient = benchAccount('fee recipient').address

/**
 * A market of one product, and buyers with money who have approved Permit2. A batch buys from `poolCount` pools, at most
 * three: its first intents from one each.
 */
export async function openWalras(
  chain: Chain,
  buyers: readonly PrivateKeyAccount[],
  poolCount: number,
): Promise<Venue> {
  const market = await deployMarket(chain, { auctioneer: auctioneer.address, feeRecipient, slotSeconds })
  await sendAll(chain, [
    ...operators.flatMap(({ address }) => bondCalls(market, address)),
    ...buyers.flatMap(({ address }) => purseCalls(market.token, address, market.permit2)),
  ])
  await chain.setBalance({ address: relay, value: 10n ** 20n })
  const pools: Hex[] = []
  for (const { address } of operators.slice(0, poolCount)) pools.push(await openPool(chain, market, address))
  pools.sort()
  return {
    sender: relay,
    contract: market.settlement,
    names: namesOf(market),
    settlement: (count, round) => settleCalldata(market, pools, buyers.slice(0, count), round),
  }
}

function namesOf({ settlement, pools, escrow, permit2, token }: Deployment): Names {
  return new Map([
    [settlement.toLowerCase(), { name: 'Settlement', abi: settlementAbi as Abi }],
    [pools.toLowerCase(), { name: 'ComputePools', abi: computePoolsAbi }],
    [escrow.toLowerCase(), { name: 'LeaseEscrow', abi: leaseEscrowAbi }],
    [permit2.toLowerCase(), { name: 'Permit2', abi: permit2Abi }],
    [token.toLowerCase(), { name: 'token', abi: testUsdcAbi }],
  ])
}

/** More than is ever spent: a balance that a trade empties would earn a refund. */
function purseCalls(token: Address, owner: Address, spender: Address): Call[] {
  const call = { from: owner, to: token }
  return [
    { ...call, data: encodeFunctionData({ abi: testUsdcAbi, functionName: 'mint', args: [owner, 10n ** 15n] }) },
    { ...call, data: encodeFunctionData({ abi: testUsdcAbi, functionName: 'approve', args: [spender, maxUint256] }) },
  ]
}

function bondCalls({ token, registry }: Deployment, operator: Address): Call[] {
  const data = encodeFunctionData({ abi: solverRegistryAbi, functionName: 'bond', args: [operator, 10n ** 15n] })
  return [...purseCalls(token, operator, registry), { from: operator, to: registry, data }]
}

async function openPool(chain: Chain, { pools, token }: Deployment, operator: Address): Promise<Hex> {
  const contract = { address: pools, abi: computePoolsAbi, account: operator, gas: 5_000_000n } as const
  const { gpuClass, region, tier } = goods
  const created = await succeeded(
    chain,
    await chain.writeContract({
      ...contract,
      functionName: 'createPool',
      args: [gpuClass, region, tier, token, ladder],
    }),
  )
  const [event] = parseEventLogs({ abi: computePoolsAbi, eventName: 'PoolCreated', logs: created.logs })
  if (!event) throw new Error('createPool has logged no PoolCreated.')
  const { poolId } = event.args
  await succeeded(
    chain,
    await chain.writeContract({ ...contract, functionName: 'offer', args: [poolId, slot, 1, gpus] }),
  )
  return poolId
}

async function settleCalldata(
  market: Deployment,
  pools: readonly Hex[],
  buyers: readonly PrivateKeyAccount[],
  round: number,
): Promise<Hex> {
  const used = pools.slice(0, buyers.length)
  const orders = await Promise.all(
    buyers.map((buyer, index): Promise<BatchOrder> => order(market, buyer, index, round, index % used.length)),
  )
  const product = { ...goods, gpuClass: slugId(goods.gpuClass), region: slugId(goods.region), slot }
  const batch: Batch = {
    auctionHash: slugId(`auction ${buyers.length}/${round}`),
    expiryBlock: 1_000_000n,
    solvers: [solver],
    products: [{ ...product, margin: 10_000_000n, maxPrice: 1_000_000_000n, solver: 0 }],
    purchases: used.map((poolId) => ({ poolId, product: 0 })),
    orders: orders.sort((a, b) => (intentId(market, a.signed) < intentId(market, b.signed) ? -1 : 1)),
  }
  const { auctionHash, expiryBlock } = batch
  const award = await auctioneer.signTypedData(
    awardTypedData(market, { auctionHash, batchHash: batchHash(batch), expiryBlock }),
  )
  return encodeFunctionData({ abi: settlementAbi, functionName: 'settle', args: [batchCalldata(batch), award] })
}

/** One to eight GPUs for the hour. The nonce counts up, as a wallet's that keeps count does: round 0 opens the word. */
async function order(
  market: Deployment,
  buyer: PrivateKeyAccount,
  index: number,
  round: number,
  purchase: number,
): Promise<BatchOrder> {
  const units = slotSeconds * BigInt(1 + (index % 8))
  const unsigned = buildIntent({
    owner: buyer.address,
    token: market.token,
    work: units,
    maxPayment: units * 1_000n,
    hardware: [goods.gpuClass],
    regions: [goods.region],
    minTier: BigInt(goods.tier),
    workload: `ipfs://${toHex(index, { size: 32 })}`,
    finishBy: (slot + 12n) * slotSeconds,
    validUntil: genesis + slotSeconds,
    nonce: BigInt(round),
  })
  return { signed: await signIntent(buyer, market, unsigned), fills: [{ purchase, hardware: 0, units }] }
}
