import { type Deployment, testUsdcAbi } from '@walras/intents-schema'
import { type LocalAccount, maxUint256, parseEther } from 'viem'
import { deployer } from './accounts.ts'
import type { ChainClients } from './connect.ts'
import { sendAll } from './sendAll.ts'

/** Gives accounts test dollars, which anyone may mint. */
export async function mintDollars(
  clients: ChainClients,
  { token }: Pick<Deployment, 'token'>,
  owners: readonly LocalAccount[],
  amount: bigint,
): Promise<void> {
  const call = { address: token, abi: testUsdcAbi, functionName: 'mint', gas: 200_000n } as const
  await sendAll(
    clients,
    deployer,
    owners.map(({ address }) => ({ ...call, args: [address, amount] })),
  )
}

/** Lets Permit2 move the owners' dollars: the one set-up step of a wallet, after which a purchase is a signature. */
export async function allowPermit2(
  clients: ChainClients,
  { token, permit2 }: Pick<Deployment, 'token' | 'permit2'>,
  owners: readonly LocalAccount[],
): Promise<void> {
  const call = { address: token, abi: testUsdcAbi, functionName: 'approve', gas: 200_000n } as const
  await Promise.all(
    owners.map(async (owner) => {
      await clients.test.setBalance({ address: owner.address, value: parseEther('1') })
      await sendAll(clients, owner, [{ ...call, args: [permit2, maxUint256] }])
    }),
  )
}
