import type { MarketDeployment } from '@walras/contracts'
import { testUsdcAbi } from '@walras/intents-schema'
import { maxUint256, parseEther } from 'viem'
import { challenger } from '../devnet/accounts.ts'
import type { ChainClients } from '../devnet/connect.ts'
import { sendBlock } from '../devnet/sendBlock.ts'

/** Enough for the bonds of all its challenges: 1,000,000 test dollars. */
const purse = 1_000_000_000_000n

/** Gives the challenger dollars, which the verifier may take its bonds from. */
export async function fundChallenger(
  clients: ChainClients,
  { token, verifiers }: Pick<MarketDeployment, 'token' | 'verifiers'>,
): Promise<void> {
  await clients.test.setBalance({ address: challenger.address, value: parseEther('1') })
  const dollar = { address: token, abi: testUsdcAbi, gas: 200_000n } as const
  const { timestamp } = await clients.public.getBlock()
  await sendBlock(clients, timestamp + 1n, [
    { account: challenger, call: { ...dollar, functionName: 'mint', args: [challenger.address, purse] } },
    { account: challenger, call: { ...dollar, functionName: 'approve', args: [verifiers.optimistic, maxUint256] } },
  ])
}
