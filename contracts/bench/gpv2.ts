import authenticationArtifact from '@cowprotocol/contracts/lib/contracts/GPv2AllowListAuthentication.json' with {
  type: 'json',
}
import settlementArtifact from '@cowprotocol/contracts/lib/contracts/GPv2Settlement.json' with { type: 'json' }
import relayerArtifact from '@cowprotocol/contracts/lib/contracts/GPv2VaultRelayer.json' with { type: 'json' }
import { testUsdcAbi } from '@walras/intents-schema'
import {
  type Abi,
  type Address,
  encodeDeployData,
  encodeFunctionData,
  type Hex,
  maxUint256,
  parseAbi,
  zeroAddress,
} from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { testUsdcBytecode } from '../artifacts/testUsdcBytecode.ts'
import { benchAccount, type Chain, genesis, sendAll, succeeded } from './chain.ts'
import type { Names, Venue } from './venue.ts'

/** The artifact's ABI as types: JSON imports lose the literals that viem infers from. */
const settlementAbi = parseAbi([
  'constructor(address authenticator, address vault)',
  'function vaultRelayer() view returns (address)',
  'struct Trade { uint256 sellTokenIndex; uint256 buyTokenIndex; address receiver; uint256 sellAmount; uint256 buyAmount; uint32 validTo; bytes32 appData; uint256 feeAmount; uint256 flags; uint256 executedAmount; bytes signature; }',
  'struct Interaction { address target; uint256 value; bytes callData; }',
  'function settle(address[] tokens, uint256[] clearingPrices, Trade[] trades, Interaction[][3] interactions)',
])
const authenticationAbi = parseAbi([
  'function initializeManager(address manager)',
  'function addSolver(address solver)',
])

const orderTypes = {
  Order: [
    { name: 'sellToken', type: 'address' },
    { name: 'buyToken', type: 'address' },
    { name: 'receiver', type: 'address' },
    { name: 'sellAmount', type: 'uint256' },
    { name: 'buyAmount', type: 'uint256' },
    { name: 'validTo', type: 'uint32' },
    { name: 'appData', type: 'bytes32' },
    { name: 'feeAmount', type: 'uint256' },
    { name: 'kind', type: 'string' },
    { name: 'partiallyFillable', type: 'bool' },
    { name: 'sellTokenBalance', type: 'string' },
    { name: 'buyTokenBalance', type: 'string' },
  ],
} as const

const solver = benchAccount('GPv2 solver').address
/** keccak256('{}'): the app data of an order that says nothing more. */
const appData = '0xb48d38f93eaa084033fc5970bf96e559c33c4cdc07d889ab00b4d63f9590739d'
/** Of the sell token and the buy token: one is worth two. */
const clearingPrices = [2n * 10n ** 18n, 10n ** 18n] as const

interface Market {
  chainId: number
  settlement: Address
  sellToken: Address
  buyToken: Address
}

/**
 * GPv2 at its cheapest: all sell one plain token for one other at uniform prices, fill or kill, no fee, no receiver
 * named; the settlement holds what it pays out, so there are no interactions; the authenticator is not behind a proxy.
 */
export async function openGpv2(chain: Chain, traders: readonly PrivateKeyAccount[]): Promise<Venue> {
  const manager = chain.account.address
  const authentication = await deploy(chain, authenticationArtifact.bytecode as Hex)
  const settlement = await deploy(
    chain,
    encodeDeployData({
      abi: settlementAbi,
      bytecode: settlementArtifact.bytecode as Hex,
      // No balance here is Balancer's, so no vault is ever called.
      args: [authentication, benchAccount('no vault').address],
    }),
  )
  const sellToken = await deploy(chain, testUsdcBytecode)
  const buyToken = await deploy(chain, testUsdcBytecode)
  const relayer = await chain.readContract({ address: settlement, abi: settlementAbi, functionName: 'vaultRelayer' })
  const authenticate = { from: manager, to: authentication }
  const mint = (to: Address) => encodeFunctionData({ abi: testUsdcAbi, functionName: 'mint', args: [to, 10n ** 15n] })
  const approve = encodeFunctionData({ abi: testUsdcAbi, functionName: 'approve', args: [relayer, maxUint256] })
  await sendAll(chain, [
    {
      ...authenticate,
      data: encodeFunctionData({ abi: authenticationAbi, functionName: 'initializeManager', args: [manager] }),
    },
    {
      ...authenticate,
      data: encodeFunctionData({ abi: authenticationAbi, functionName: 'addSolver', args: [solver] }),
    },
    { from: manager, to: buyToken, data: mint(settlement) },
    ...traders.flatMap(({ address }) => [
      { from: address, to: sellToken, data: mint(address) },
      { from: address, to: sellToken, data: approve },
    ]),
  ])
  await chain.setBalance({ address: solver, value: 10n ** 20n })
  const market = { chainId: chain.chain.id, settlement, sellToken, buyToken }
  return {
    sender: solver,
    contract: settlement,
    names: namesOf(market, authentication, relayer),
    settlement: (count, round) => settleCalldata(market, traders.slice(0, count), round),
  }
}

function namesOf({ settlement, sellToken, buyToken }: Market, authentication: Address, relayer: Address): Names {
  return new Map([
    [settlement.toLowerCase(), { name: 'GPv2Settlement', abi: settlementArtifact.abi as Abi }],
    [authentication.toLowerCase(), { name: 'Authentication', abi: authenticationArtifact.abi as Abi }],
    [relayer.toLowerCase(), { name: 'VaultRelayer', abi: relayerArtifact.abi as Abi }],
    [sellToken.toLowerCase(), { name: 'sell token', abi: testUsdcAbi }],
    [buyToken.toLowerCase(), { name: 'buy token', abi: testUsdcAbi }],
  ])
}

async function deploy(chain: Chain, data: Hex): Promise<Address> {
  const { contractAddress } = await succeeded(chain, await chain.sendTransaction({ to: null, data, gas: 10_000_000n }))
  if (!contractAddress) throw new Error('A creation has no address.')
  return contractAddress
}

async function settleCalldata(market: Market, traders: readonly PrivateKeyAccount[], round: number): Promise<Hex> {
  const trades = await Promise.all(traders.map((trader, index) => trade(market, trader, index, round)))
  return encodeFunctionData({
    abi: settlementAbi,
    functionName: 'settle',
    args: [[market.sellToken, market.buyToken], clearingPrices, trades, [[], [], []]],
  })
}

/** The same sums as in the batches of Walras; the round makes the order another one. */
async function trade(market: Market, trader: PrivateKeyAccount, index: number, round: number) {
  const sellAmount = 3_600_000n * BigInt(1 + (index % 8))
  const signed = {
    receiver: zeroAddress,
    sellAmount,
    buyAmount: sellAmount,
    validTo: Number(genesis) + 3600 + round,
    appData,
    feeAmount: 0n,
  } as const
  const { chainId, settlement, sellToken, buyToken } = market
  const signature = await trader.signTypedData({
    domain: { name: 'Gnosis Protocol', version: 'v2', chainId, verifyingContract: settlement },
    types: orderTypes,
    primaryType: 'Order',
    message: {
      ...signed,
      sellToken,
      buyToken,
      kind: 'sell',
      partiallyFillable: false,
      sellTokenBalance: 'erc20',
      buyTokenBalance: 'erc20',
    },
  })
  // Flags 0: sell, fill or kill, plain balances, EIP-712 signature of an account.
  return { ...signed, sellTokenIndex: 0n, buyTokenIndex: 1n, flags: 0n, executedAmount: 0n, signature }
}
