import { type Deployment, permit2Address } from '@walras/intents-schema'
import {
  type Account,
  type Address,
  type Chain,
  type Client,
  encodeAbiParameters,
  getContractAddress,
  type Hex,
  parseAbiParameters,
  size,
  type Transport,
} from 'viem'
import { getTransactionCount, sendTransaction, waitForTransactionReceipt } from 'viem/actions'
import { computePoolsBytecode } from '../artifacts/computePoolsBytecode.ts'
import { leaseEscrowBytecode } from '../artifacts/leaseEscrowBytecode.ts'
import { marketLensBytecode } from '../artifacts/marketLensBytecode.ts'
import { settlementBytecode } from '../artifacts/settlementBytecode.ts'
import { testUsdcBytecode } from '../artifacts/testUsdcBytecode.ts'
import { deployPermit2 } from './deployPermit2.ts'

export interface DeployMarketParameters {
  /** Whose signature lets a batch settle: an account or an ERC-1271 contract. */
  auctioneer: Address
  /** Who is credited the protocol fee. */
  feeRecipient: Address
  /** Length of a slot in seconds. */
  slotSeconds?: bigint
  /** Share of the solvers' gross margin kept by the protocol, in millionths. */
  protocolFeePips?: bigint
  /** Payment token. A new TestUSDC, which anyone may mint, unless given. */
  token?: Address
}

/**
 * Deploys a market: Permit2 where it is missing, a test token unless one is given, pools, escrow, settlement and lens.
 * The contracts name each other as immutables, so their addresses are predicted from the deployer's nonce and all
 * transactions are sent at once: nothing else may send from the same account meanwhile.
 *
 * @example
 * ```ts
 * const client = createClient({ account, chain: foundry, transport: http(url) })
 * const deployment = await deployMarket(client, { auctioneer, feeRecipient, slotSeconds: 60n })
 * ```
 */
export async function deployMarket(
  client: Client<Transport, Chain, Account>,
  { auctioneer, feeRecipient, slotSeconds = 3600n, protocolFeePips = 100_000n, ...given }: DeployMarketParameters,
): Promise<Deployment> {
  let nonce = await getTransactionCount(client, { address: client.account.address, blockTag: 'pending' })
  const sent: Hex[] = []

  const permit2Transaction = await deployPermit2(client, { nonce })
  if (permit2Transaction) {
    sent.push(permit2Transaction)
    nonce++
  }

  const first = nonce + (given.token ? 0 : 1)
  const addressAt = (index: number) => getContractAddress({ from: client.account.address, nonce: BigInt(index) })
  const token = given.token ?? addressAt(nonce)
  const [pools, escrow, settlement, lens] = [
    addressAt(first),
    addressAt(first + 1),
    addressAt(first + 2),
    addressAt(first + 3),
  ]

  const creations: Hex[] = [
    ...(given.token ? [] : [testUsdcBytecode]),
    create(computePoolsBytecode, 'address, uint256, address, address', [token, slotSeconds, escrow, settlement]),
    create(leaseEscrowBytecode, 'address, address, address, uint256', [token, pools, settlement, slotSeconds]),
    create(settlementBytecode, 'address, address, address, address, address, uint256', [
      permit2Address,
      pools,
      escrow,
      auctioneer,
      feeRecipient,
      protocolFeePips,
    ]),
    create(marketLensBytecode, 'address', [settlement]),
  ]
  for (const data of creations) {
    sent.push(await sendTransaction(client, { to: null, data, gas: creationGas(data), nonce: nonce++ }))
  }
  for (const hash of sent) {
    const { status } = await waitForTransactionReceipt(client, { hash, pollingInterval: 50 })
    if (status !== 'success') throw new Error(`Deployment transaction ${hash} reverted.`)
  }
  return {
    chainId: client.chain.id,
    settlement,
    pools,
    escrow,
    lens,
    permit2: permit2Address,
    token,
    auctioneer,
    feeRecipient,
    slotSeconds,
    protocolFeePips,
  }
}

function create(bytecode: Hex, types: string, values: readonly unknown[]): Hex {
  return `${bytecode}${encodeAbiParameters(parseAbiParameters(types), values).slice(2)}`
}

/** 200 gas per byte stored and at most 16 per byte sent, and room for the constructor. Later creations depend on earlier
 * ones that are not mined yet, so a node could not estimate. */
function creationGas(data: Hex): bigint {
  return BigInt(size(data)) * 230n + 500_000n
}
