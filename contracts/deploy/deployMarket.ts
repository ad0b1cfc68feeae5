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
import { checkJudges } from './checkJudges.ts'
import { deployPermit2 } from './deployPermit2.ts'
import { type MarketTerms, marketTerms } from './marketTerms.ts'
import { type Judges, planJudges } from './planJudges.ts'
import { type Attestors, planVerifiers, type Verifiers } from './planVerifiers.ts'

export interface DeployMarketParameters extends Partial<MarketTerms>, Partial<Attestors> {
  /** Whose signature lets a batch settle: an account or an ERC-1271 contract. */
  auctioneer: Address
  /** Who is credited the protocol fee. */
  feeRecipient: Address
  /** Payment token. A new TestUSDC, which anyone may mint, unless given. */
  token?: Address
  /**
   * Who rules in disputes of tier 1 and vouches for hardware in tier 2, ascending. Default: the deployer's account alone,
   * 1 of 1. That is for devnets only: whoever holds that key decides every dispute.
   */
  attestors?: readonly Address[]
  /** How many attestors must sign: a majority. Default: all of them. */
  attestorThreshold?: bigint
  /** Where RISC Zero proofs are checked on this chain. Default: tier 3 takes Groth16 proofs only. */
  riscZeroRouter?: Address
}

/** A deployed market, and those of its contracts that most who trade in it need not know. */
export interface MarketDeployment extends Deployment {
  verifiers: Verifiers
  /** The attestors' contract. */
  attestors: Address
  /** Hears the disputes of tier 1. */
  council: Address
  /** Who may fine. */
  judges: Judges
}

/**
 * Deploys a market: Permit2 where it is missing, a test token unless one is given, verifiers, registry, pools, escrow,
 * settlement, lens, and the judges that may fine. The contracts name each other as immutables, so their addresses are predicted from the deployer's
 * nonce and all transactions are sent at once: nothing else may send from the same account meanwhile.
 *
 * @throws Error when a transaction reverts, such as for terms that the contracts refuse, and when a judge is not the
 * market's, such as after something else was sent from the account.
 *
 * @example
 * ```ts
 * const client = createClient({ account, chain: foundry, transport: http(url) })
 * const deployment = await deployMarket(client, { auctioneer, feeRecipient, slotSeconds: 60n })
 * ```
 */
export async function deployMarket(
  client: Client<Transport, Chain, Account>,
  parameters: DeployMarketParameters,
): Promise<MarketDeployment> {
  const { auctioneer, feeRecipient, token: givenToken, riscZeroRouter, ...rest } = parameters
  const { attestors = [client.account.address], attestorThreshold = BigInt(attestors.length), ...given } = rest
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
    attestors,
    attestorThreshold,
    addressAt: (index) => getContractAddress({ from: client.account.address, nonce: BigInt(nonce + index) }),
    ...(givenToken && { givenToken }),
    ...(riscZeroRouter && { riscZeroRouter }),
  })
  for (const [index, data] of creations.entries()) {
    sent.push(await sendTransaction(client, { to: null, data, gas: creationGas(data), nonce: nonce + index }))
  }
  for (const hash of sent) {
    const { status } = await waitForTransactionReceipt(client, { hash, pollingInterval: 50 })
    if (status !== 'success') throw new Error(`Deployment transaction ${hash} reverted.`)
  }
  await checkJudges(client, deployment)
  return deployment
}

interface PlanMarketParameters extends Attestors {
  chainId: number
  auctioneer: Address
  feeRecipient: Address
  terms: MarketTerms
  givenToken?: Address
  riscZeroRouter?: Address
  /** Address of the n-th creation from here. */
  addressAt: (index: number) => Address
}

/** What to create, in order, and where everything will be. */
function planMarket(parameters: PlanMarketParameters): { deployment: MarketDeployment; creations: readonly Hex[] } {
  const { chainId, auctioneer, feeRecipient, terms, givenToken, addressAt } = parameters
  const creations: Hex[] = []
  const token = givenToken ?? addressAt(creations.push(testUsdcBytecode) - 1)
  const after = (count: number) => (index: number) => addressAt(count + index)
  const planVerifiersOf = (escrow: Address) =>
    planVerifiers({ ...parameters, escrow, token, addressAt: after(creations.length) })
  // How many there are does not depend on where the escrow will be, but where the escrow will be depends on it.
  const coreAt = creations.length + planVerifiersOf(token).creations.length
  const [registry, pools, escrow, settlement, lens] = [0, 1, 2, 3, 4].map(after(coreAt)) as [
    Address,
    Address,
    Address,
    Address,
    Address,
  ]
  const { verifiers, attestors, council, creations: verifierCreations } = planVerifiersOf(escrow)
  const { judges, creations: judgeCreations } = planJudges({
    registry,
    settlement,
    terms,
    addressAt: after(coreAt + 5),
  })

  const { slotSeconds, protocolFeePips, clocks, shares, bondPips, bondHold, unbondDelay, minSolverBond } = terms
  const byTier = [verifiers.word, verifiers.optimistic, verifiers.tee, verifiers.zk] as const
  creations.push(
    ...verifierCreations,
    encodeDeployData({
      abi: solverRegistryAbi,
      bytecode: solverRegistryBytecode,
      args: [
        {
          token,
          pools,
          escrow,
          slashers: Object.values(judges),
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
      args: [{ token, pools, settlement, registry, verifiers: byTier, slotSeconds, clocks, shares }],
    }),
    encodeDeployData({
      abi: settlementAbi,
      bytecode: settlementBytecode,
      args: [permit2Address, pools, escrow, auctioneer, feeRecipient, protocolFeePips],
    }),
    encodeDeployData({ abi: marketLensAbi, bytecode: marketLensBytecode, args: [settlement] }),
    ...judgeCreations,
  )
  const addresses = { settlement, pools, escrow, registry, lens, permit2: permit2Address, token }
  const market = { chainId, ...addresses, auctioneer, feeRecipient, slotSeconds, protocolFeePips }
  return { creations, deployment: { ...market, verifiers, attestors, council, judges } }
}

/** 200 gas per byte stored and at most 16 per byte sent, and room for the constructor. Later creations depend on earlier
 * ones that are not mined yet, so a node could not estimate. */
function creationGas(data: Hex): bigint {
  return BigInt(size(data)) * 230n + 800_000n
}
