import { type Deployment, leaseEscrowAbi } from '@walras/intents-schema'
import { type Account, parseEther } from 'viem'
import type { ChainClients } from '../devnet/connect.ts'
import { type SentCall, sendBlock } from '../devnet/sendBlock.ts'

/** Pays solvers' margins and the protocol's fees out: whoever has credit withdraws it. */
export async function withdrawCredits(
  clients: ChainClients,
  { escrow }: Pick<Deployment, 'escrow'>,
  creditors: readonly Account[],
): Promise<void> {
  const contract = { address: escrow, abi: leaseEscrowAbi } as const
  const calls: SentCall[] = []
  for (const account of creditors) {
    const args = [account.address] as const
    if ((await clients.public.readContract({ ...contract, functionName: 'creditOf', args })) === 0n) continue
    await clients.test.setBalance({ address: account.address, value: parseEther('1') })
    calls.push({ account, call: { ...contract, functionName: 'withdraw', gas: 200_000n } })
  }
  const { timestamp } = await clients.public.getBlock()
  await sendBlock(clients, timestamp + 1n, calls)
}
