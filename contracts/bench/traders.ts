import { type Address, keccak256, maxUint256, parseEther, stringToBytes } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { compiled } from './artifacts.ts'
import { type Chain, call, execute } from './chain.ts'

/** The n-th trader of a group. No two groups share a trader. */
export function trader(group: string, index: number): PrivateKeyAccount {
  return privateKeyToAccount(keccak256(stringToBytes(`walras bench ${group} ${index}`)))
}

/** Gives an account test dollars and lets `spender` move them: what a wallet does once, before its first order. */
export async function fund(chain: Chain, token: Address, owner: Address, spender: Address): Promise<void> {
  const { abi } = compiled('TestUSDC')
  await chain.setBalance({ address: owner, value: parseEther('100') })
  await execute(chain, call(token, abi, 'mint', [owner, 10n ** 15n]))
  await execute(chain, { ...call(token, abi, 'approve', [spender, maxUint256]), from: owner })
}
