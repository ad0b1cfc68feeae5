import { type Batch, batchCalldata, type Deployment, marketLensAbi } from '@walras/intents-schema'
import type { Address, Hex, PublicClient, StateOverride } from 'viem'
import { describeFinding } from './describeFinding.ts'
import type { Finding } from './Finding.ts'

/** One (pool, slot) of a batch. `cost` is 0 when it cannot be bought. */
export interface PurchaseVerdict {
  units: bigint
  /** Units the slot can still sell. */
  left: bigint
  cost: bigint
}

/** One product of a batch. `price` is in millionths of a base unit per GPU-second, margin included. */
export interface ProductVerdict {
  units: bigint
  cost: bigint
  price: bigint
  revenue: bigint
}

/** One order of a batch, in token base units. */
export interface OrderVerdict {
  intentId: Hex
  payment: bigint
  filledWork: bigint
  limit: bigint
  /** What earlier orders of the same owner leave for this one. */
  balance: bigint
  allowance: bigint
  /** What the owner's ERC-1271 check used; 0 for owners without code. */
  signatureGas: bigint
  findings: readonly Finding[]
}

export interface BatchVerdict {
  /** It would settle now. */
  ok: boolean
  /** No rule is broken, but signatures or the award may still be missing. */
  sound: boolean
  award: 'missing' | 'invalid' | 'valid'
  /** About the batch, its products and its purchases; those about an order are with the order. */
  findings: readonly Finding[]
  purchases: readonly PurchaseVerdict[]
  products: readonly ProductVerdict[]
  orders: readonly OrderVerdict[]
  payments: bigint
  costs: bigint
  margins: bigint
  protocolFee: bigint
  /** What settling took when it was tried, without the transaction's own 21,000 and its calldata. None without an award. */
  gas?: bigint
}

export interface JudgeBatchParameters {
  deployment: Pick<Deployment, 'lens'>
  batch: Batch
  /** The award's. Without one the batch is judged by all other rules, and settling is not tried. */
  awardSignature?: Hex
  /** Who asks: contracts can see it. */
  from?: Address
  /** What the chain is taken to be instead, for this question only. */
  stateOverride?: StateOverride
}

/** Enough for 200 orders, even if every owner is a contract that burns what it gets. */
const judgeGas = 100_000_000n

const awards = ['missing', 'invalid', 'valid'] as const

/**
 * Judges a batch by every rule of settlement, against the chain as it is now: one `eth_call` of the market's lens. Unlike
 * settling it does not stop at the first broken rule, and needs neither an award nor all signatures.
 *
 * @example
 * ```ts
 * const { sound, orders } = await judgeBatch(client, { deployment, batch })
 * for (const { intentId, findings } of orders) for (const { sentence } of findings) console.log(intentId, sentence)
 * ```
 *
 * @throws whatever the client throws when the chain gives no answer.
 */
export async function judgeBatch(
  client: PublicClient,
  { deployment, batch, awardSignature = '0x', from, stateOverride }: JudgeBatchParameters,
): Promise<BatchVerdict> {
  const { result } = await client.simulateContract({
    address: deployment.lens,
    abi: marketLensAbi,
    functionName: 'judge',
    args: [batchCalldata(batch), awardSignature],
    gas: judgeGas,
    ...(from && { account: from }),
    ...(stateOverride && { stateOverride }),
  })
  const { award, findings, orders, rehearsal, ...verdict } = result
  return {
    ...verdict,
    award: awards[award] ?? 'missing',
    findings: findings.map(describeFinding),
    orders: orders.map(({ findings, ...order }) => ({ ...order, findings: findings.map(describeFinding) })),
    ...(rehearsal.tried && { gas: rehearsal.gas }),
  }
}
