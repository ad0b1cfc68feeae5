import {
  computePoolsAbi,
  type Deployment,
  leaseEscrowAbi,
  marketLensAbi,
  permit2Address,
  settlementAbi,
  solverRegistryAbi,
} from '@walras/intents-schema'
import {
  type Account,
  type Address,
  type Chain,
  type Client,
  encodeDeployData,
  getContractAddress,
  type Hex,
  size,
  type Transport,
} from 'viem'
import { getTransactionCount, sendTransaction, waitForTransactionReceipt } from 'viem/actions'
import { computePoolsBytecode } from '../artifacts/computePoolsBytecode.ts'
import { leaseEscrowBytecode } from '../artifacts/leaseEscrowBytecode.ts'
import { marketLensBytecode } from '../artifacts/marketLensBytecode.ts'
import { settlementBytecode } from '../artifacts/settlementBytecode.ts'
import { solverRegistryBytecode } from '../artifacts/solverRegistryBytecode.ts'
import { testUsdcBytecode } from '../artifacts/testUsdcBytecode.ts'
import { deployPermit2 } from './deployPermit2.ts'
import { type MarketTerms, marketTerms } from './marketTerms.ts'
import { planVerifiers } from './planVerifiers.ts'

export interface DeployMarketParameters extends Partial<MarketTerms> {
  /** Whose signature lets a batch settle: an account or an ERC-1271 contract. */
  auctioneer: Address
  /** Who is credited the protocol fee. */
  feeRecipient: Address
  /** Payment token. A new TestUSDC, which anyone may mint, unless given. */
  token?: Address
}

/**
 * Deploys a market: Permit2 where it is missing, a test token unless one is given, verifiers, registry, pools, escrow,
 * settlement and lens. The contracts name each other as immutables, so their addresses are predicted from the deployer's
 * nonce and all transactions are sent at once: nothing else may send from the same account meanwhile.
 *
 * @throws Error when a transaction reverts, such as for terms that the contracts refuse.
 *
 * @example
 * ```ts
 * const client = createClient({ account, chain: foundry, transport: http(url) })
 * const deployment = await deployMarket(client, { auctioneer, feeRecipient, slotSeconds: 60n })
 * ```
 */
export async function deployMarket(
  client: Client<Transport, Chain, Account>,
  { auctioneer, feeRecipient, token: givenToken, ...given }: DeployMarketParameters,
): Promise<Deployment> {
  let nonce = await getTransactionCount(client, { address: client.account.address, blockTag: 'pending' })
  const sent: Hex[] = []

  const permit2Transaction = await deployPermit2(client, { nonce })
  if (permit2Transaction) {
    sent.push(permit2Transaction)
    nonce++
  }

  const terms = marketTerms(given)
  const { deployment, creations } = planMarket({
    chainId: client.chain.id,
    auctioneer,
    feeRecipient,
    terms,
    addressAt: (index) => getContractAddress({ from: client.account.address, nonce: BigInt(nonce + index) }),
    ...(givenToken && { givenToken }),
  })
  for (const [index, data] of creations.entries()) {
    sent.push(await sendTransaction(client, { to: null, data, gas: creationGas(data), nonce: nonce + index }))
  }
  for (const hash of sent) {
    const { status } = await waitForTransactionReceipt(client, { hash, pollingInterval: 50 })
    if (status !== 'success') throw new Error(`Deployment transaction ${hash} reverted.`)
  }
  return deployment
}

interface PlanMarketParameters {
  chainId: number
  auctioneer: Address
  feeRecipient: Address
  terms: MarketTerms
  givenToken?: Address
  /** Address of the n-th creation from here. */
  addressAt: (index: number) => Address
}

/** What to create, in order, and where everything will be. */
function planMarket({ chainId, auctioneer, feeRecipient, terms, givenToken, addressAt }: PlanMarketParameters): {
  deployment: Deployment
  creations: readonly Hex[]
} {
  const creations: Hex[] = []
  const token = givenToken ?? addressAt(creations.push(testUsdcBytecode) - 1)
  const verifiersAt = creations.length
  const verifierAt = (index: number) => addressAt(verifiersAt + index)
  // How many there are does not depend on where the escrow will be, but where the escrow will be depends on it.
  const { length } = planVerifiers({ escrow: token, addressAt: verifierAt }).creations
  const [registry, pools, escrow, settlement, lens] = [0, 1, 2, 3, 4].map((index) =>
    addressAt(verifiersAt + length + index),
  ) as [Address, Address, Address, Address, Address]
  const verifiers = planVerifiers({ escrow, addressAt: verifierAt })

  const { slotSeconds, protocolFeePips, clocks, shares, bondPips, bondHold, unbondDelay, minSolverBond } = terms
  creations.push(
    ...verifiers.creations,
    encodeDeployData({
      abi: solverRegistryAbi,
      bytecode: solverRegistryBytecode,
      args: [
        {
          token,
          pools,
          escrow,
          slashers: [],
          unbondDelay,
          minSolverBond,
          rewardPips: 250_000n,
          halfLife: 2_592_000n,
          priorUnits: 28_800n,
        },
      ],
    }),
    encodeDeployData({
      abi: computePoolsAbi,
      bytecode: computePoolsBytecode,
      args: [{ token, escrow, settlement, registry, slotSeconds, bondPips, bondHold }],
    }),
    encodeDeployData({
      abi: leaseEscrowAbi,
      bytecode: leaseEscrowBytecode,
      args: [{ token, pools, settlement, registry, verifiers: verifiers.byTier, slotSeconds, clocks, shares }],
    }),
    encodeDeployData({
      abi: settlementAbi,
      bytecode: settlementBytecode,
      args: [permit2Address, pools, escrow, auctioneer, feeRecipient, protocolFeePips],
    }),
    encodeDeployData({ abi: marketLensAbi, bytecode: marketLensBytecode, args: [settlement] }),
  )
  const addresses = { settlement, pools, escrow, registry, lens, permit2: permit2Address, token }
  return { creations, deployment: { chainId, ...addresses, auctioneer, feeRecipient, slotSeconds, protocolFeePips } }
}

/** 200 gas per byte stored and at most 16 per byte sent, and room for the constructor. Later creations depend on earlier
 * ones that are not mined yet, so a node could not estimate. */
function creationGas(data: Hex): bigint {
  return BigInt(size(data)) * 230n + 800_000n
}
