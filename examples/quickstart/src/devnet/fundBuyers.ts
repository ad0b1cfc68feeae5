import { type Deployment, testUsdcAbi } from '@walras/intents-schema'
import { type LocalAccount, maxUint256, parseEther } from 'viem'
import { deployer } from './accounts.ts'
import type { ChainClients } from './connect.ts'
import { succeed } from './openPools.ts'

/** Gives buyers gas money and test dollars, and has each allow Permit2 to move its dollars: the one set-up step of a
 * wallet, after which every purchase is a signature. */
export async function fundBuyers(
  clients: ChainClients,
  { token, permit2 }: Deployment,
  buyers: readonly LocalAccount[],
  amount: bigint,
): Promise<void> {
  const minter = clients.wallet(deployer)
  const hashes = await Promise.all(
    buyers.map(async (buyer) => {
      await clients.test.setBalance({ address: buyer.address, value: parseEther('1') })
      const common = { address: token, abi: testUsdcAbi, gas: 200_000n } as const
      return Promise.all([
        minter.writeContract({ ...common, functionName: 'mint', args: [buyer.address, amount] }),
        clients.wallet(buyer).writeContract({ ...common, functionName: 'approve', args: [permit2, maxUint256] }),
      ])
    }),
  )
  await succeed(clients, hashes.flat())
}
