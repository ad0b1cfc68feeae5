import { type Anvil, anvilMnemonic, deployMarket, startAnvil } from '@walras/contracts'
import {
  type BuildIntentParameters,
  buildIntent,
  computePoolsAbi,
  type Deployment,
  permit2Address,
  poolId,
  type SignedIntent,
  signIntent,
  slugId,
  solverRegistryAbi,
  testUsdcAbi,
} from '@walras/intents-schema'
import { ladderAround } from '@walras/solver-kit'
import {
  type Account,
  type Address,
  bytesToHex,
  type Chain,
  createPublicClient,
  createWalletClient,
  type Hex,
  http,
  maxUint256,
  type PublicClient,
  type Transport,
  type WalletClient,
} from 'viem'
import { type HDAccount, mnemonicToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'

const account = (addressIndex: number): HDAccount => mnemonicToAccount(anvilMnemonic, { addressIndex })

export const slotSeconds = 60n
const usdc = 1_000_000n
export const regions = ['eu-north', 'us-east'] as const

/** A real chain with a market on it: a pool of 8 H100s in each of two regions, offered for the next hour, and buyers
 * with money. */
export interface TestMarket {
  anvil: Anvil
  client: PublicClient
  deployment: Deployment
  auctioneerKey: Hex
  /** A signed intent of the n-th buyer: one H100-minute in any of the next slots, for at most 1 USDC. */
  intent(buyer: number, terms?: Partial<BuildIntentParameters>): Promise<SignedIntent>
  /** Buys straight from a pool, behind everybody's back, and before whatever else waits for the next block. */
  buy(slot: bigint, units: bigint, region?: string): Promise<void>
  /** Puts up a bond for somebody. */
  bond(account: Address, amount: bigint): Promise<void>
  wallet(account: Account): WalletClient<Transport, Chain, Account>
  stop(): Promise<void>
}

const buyers = 4
const [deployer, auctioneer, operator] = [account(0), account(1), account(2)]
export const buyer = (index: number): HDAccount => account(3 + index)

export interface StartMarketOptions {
  /** Bond that lets a solver bid. Default: none, since most solvers of these tests are keys made up on the spot. */
  minSolverBond?: bigint
}

export async function startMarket({ minSolverBond = 0n }: StartMarketOptions = {}): Promise<TestMarket> {
  const anvil = await startAnvil()
  const transport = http(anvil.rpc)
  const client: PublicClient = createPublicClient({ chain: foundry, transport, pollingInterval: 20 })
  const wallet = (account: Account) => createWalletClient({ account, chain: foundry, transport, pollingInterval: 20 })
  const deployment = await deployMarket(wallet(deployer), {
    auctioneer: auctioneer.address,
    feeRecipient: deployer.address,
    slotSeconds,
    minSolverBond,
  })
  const { token, pools, registry } = deployment
  const mined = async (hash: Hex) => {
    const { status } = await client.waitForTransactionReceipt({ hash })
    if (status !== 'success') throw new Error(`Transaction ${hash} reverted.`)
  }
  const call = { chain: foundry } as const

  async function bond(account: Address, amount: bigint): Promise<void> {
    const payer = wallet(operator)
    const dollar = { ...call, address: token, abi: testUsdcAbi } as const
    await payer.writeContract({ ...dollar, functionName: 'mint', args: [operator.address, amount] })
    await mined(await payer.writeContract({ ...dollar, functionName: 'approve', args: [registry, amount] }))
    const bonding = { ...call, address: registry, abi: solverRegistryAbi, functionName: 'bond' } as const
    await mined(await payer.writeContract({ ...bonding, args: [account, amount] }))
  }

  const owners = Array.from({ length: buyers }, (_, index) => buyer(index))
  for (const { address } of owners)
    await wallet(deployer).writeContract({
      ...call,
      address: token,
      abi: testUsdcAbi,
      functionName: 'mint',
      args: [address, 100n * usdc],
    })
  await Promise.all(
    owners.map(async (owner) => {
      for (const spender of [permit2Address, pools])
        await wallet(owner).writeContract({
          ...call,
          address: token,
          abi: testUsdcAbi,
          functionName: 'approve',
          args: [spender, maxUint256],
        })
    }),
  )
  // What is on offer has a bond behind it.
  await bond(operator.address, 100_000n * usdc)

  const ladder = ladderAround({ price: (2 * 1e6) / 3600, slotSeconds })
  const termsIn = (region: string) => ({
    operator: operator.address,
    gpuClass: slugId('h100-sxm-80gb'),
    region: slugId(region),
    tier: 0,
    token,
    ladder,
  })
  const { timestamp } = await client.getBlock()
  for (const region of regions) {
    await mined(
      await wallet(operator).writeContract({
        ...call,
        address: pools,
        abi: computePoolsAbi,
        functionName: 'createPool',
        args: ['h100-sxm-80gb', region, 0, token, ladder],
      }),
    )
    await mined(
      await wallet(operator).writeContract({
        ...call,
        address: pools,
        abi: computePoolsAbi,
        functionName: 'offer',
        args: [poolId(termsIn(region)), timestamp / slotSeconds + 1n, 60, 8],
      }),
    )
  }
  const { privateKey } = auctioneer.getHdKey()
  if (!privateKey) throw new TypeError('The account has no private key.')

  return {
    anvil,
    client,
    deployment,
    auctioneerKey: bytesToHex(privateKey),
    bond,
    wallet,
    async intent(index, terms = {}) {
      const now = (await client.getBlock()).timestamp
      const owner = buyer(index)
      const unsigned = buildIntent({
        owner: owner.address,
        token,
        work: 60n,
        maxPayment: usdc,
        hardware: ['h100-sxm-80gb'],
        finishBy: now + 30n * slotSeconds,
        validUntil: now + 20n * slotSeconds,
        ...terms,
      })
      return signIntent(owner, deployment, unsigned)
    },
    async buy(slot, units, region = regions[0]) {
      await mined(
        await wallet(buyer(buyers - 1)).writeContract({
          ...call,
          address: pools,
          abi: computePoolsAbi,
          functionName: 'buy',
          // An estimate would count on what is pending, which this overtakes.
          gas: 1_000_000n,
          maxPriorityFeePerGas: 100n * 10n ** 9n,
          maxFeePerGas: 200n * 10n ** 9n,
          args: [
            poolId(termsIn(region)),
            slot,
            units,
            100n * usdc,
            timestamp + 100_000n,
            buyer(buyers - 1).address,
            slugId(''),
          ],
        }),
      )
    },
    stop: () => anvil.stop(),
  }
}
