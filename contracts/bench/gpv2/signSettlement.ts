import { slugId } from '@walras/intents-schema'
import { zeroAddress } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { published } from '../artifacts.ts'
import { type Call, type Chain, call } from '../chain.ts'
import type { Gpv2 } from './deployGpv2.ts'

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

/** A fill-or-kill order to sell 2 of token A for at least 1 of token B, as EIP-712 has it. */
const terms = {
  receiver: zeroAddress,
  sellAmount: 2_000_000n,
  buyAmount: 1_000_000n,
  validTo: 2 ** 32 - 1,
  feeAmount: 0n,
  partiallyFillable: false,
}

/** The call that settles one such order of every trader at the price 2:1. `batch` makes the orders different. */
export async function signSettlement(
  chain: Chain,
  { settlement, sellToken, buyToken }: Gpv2,
  traders: readonly PrivateKeyAccount[],
  batch: string,
): Promise<Call> {
  const appData = slugId(batch)
  const domain = { name: 'Gnosis Protocol', version: 'v2', chainId: chain.chain.id, verifyingContract: settlement }
  const balances = { kind: 'sell', sellTokenBalance: 'erc20', buyTokenBalance: 'erc20' }
  const message = { ...terms, ...balances, sellToken, buyToken, appData }
  const trades = await Promise.all(
    traders.map(async (trader) => ({
      ...terms,
      sellTokenIndex: 0n,
      buyTokenIndex: 1n,
      appData,
      // Sell order, fill-or-kill, ERC-20 balances, EIP-712 signature.
      flags: 0n,
      executedAmount: 0n,
      signature: await trader.signTypedData({ domain, types: orderTypes, primaryType: 'Order', message }),
    })),
  )
  const args = [[sellToken, buyToken], [1n, 2n], trades, [[], [], []]]
  return call(settlement, published('GPv2Settlement').abi, 'settle', args)
}
