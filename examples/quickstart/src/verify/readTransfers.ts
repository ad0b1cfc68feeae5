import { type Deployment, testUsdcAbi } from '@walras/intents-schema'
import { type Address, isAddressEqual, type PublicClient } from 'viem'
import { sum } from './Check.ts'

export interface Transfer {
  from: Address
  to: Address
  /** Token base units. */
  value: bigint
}

/** All movements of a market's payment token, ever. */
export async function readTransfers(client: PublicClient, { token }: Pick<Deployment, 'token'>): Promise<Transfer[]> {
  const logs = await client.getContractEvents({
    address: token,
    abi: testUsdcAbi,
    eventName: 'Transfer',
    fromBlock: 0n,
    toBlock: 'latest',
    strict: true,
  })
  return logs.map(({ args }) => ({ from: args.from, to: args.to, value: args.amount }))
}

export const into = (transfers: readonly Transfer[], account: Address): bigint =>
  sum(
    transfers.filter(({ to }) => isAddressEqual(to, account)),
    ({ value }) => value,
  )

export const outOf = (transfers: readonly Transfer[], account: Address): bigint =>
  sum(
    transfers.filter(({ from }) => isAddressEqual(from, account)),
    ({ value }) => value,
  )
