import type { Address, Hex, TransactionReceipt } from 'viem'
import { createTestClient, http, keccak256, publicActions, toHex, walletActions } from 'viem'
import { mnemonicToAccount, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { anvilMnemonic } from '../devnet/startAnvil.ts'

/** 2030-01-01, at the start of a slot of an hour. Fixed, so that every run signs the same bytes. */
export const genesis = 1_893_456_000n

/** What mainnet allows a block; 200 orders of either protocol fit. */
const blockGasLimit = 60_000_000n

/** The newest rules on mainnet. */
export const hardfork = 'osaka'

export type Chain = ReturnType<typeof connect>

export function connect(rpc: string) {
  return createTestClient({
    account: mnemonicToAccount(anvilMnemonic),
    chain: foundry,
    mode: 'anvil',
    // The trace of a settlement is tens of megabytes.
    transport: http(rpc, { batch: { wait: 2 }, maxResponseBodySize: 2 ** 28 }),
    pollingInterval: 10,
  })
    .extend(publicActions)
    .extend(walletActions)
}

/** Makes the chain the same every time, and lets any address send without a signature: only `settle` is measured. */
export async function prepareChain(chain: Chain): Promise<void> {
  await chain.setNextBlockTimestamp({ timestamp: genesis })
  await chain.setBlockGasLimit({ gasLimit: blockGasLimit })
  await chain.mine({ blocks: 1 })
  await chain.request({ method: 'anvil_autoImpersonateAccount', params: [true] } as never)
}

/** A key for a part in the benchmark: worthless, and the same every time. */
export function benchAccount(name: string): PrivateKeyAccount {
  return privateKeyToAccount(keccak256(toHex(`walras gas benchmark: ${name}`)))
}

export interface Call {
  from: Address
  to: Address
  data: Hex
}

/** Mines calls of setup in one go, in order for each sender. */
export async function sendAll(chain: Chain, calls: readonly Call[]): Promise<void> {
  const gas = 5_000_000n
  await Promise.all(
    [...new Set(calls.map(({ from }) => from))].map((address) => chain.setBalance({ address, value: 10n ** 20n })),
  )
  const sent: Hex[] = []
  for (const { from, to, data } of calls) {
    sent.push(await chain.sendTransaction({ account: from, to, data, gas }))
  }
  for (const hash of sent) await succeeded(chain, hash)
}

export async function succeeded(chain: Chain, hash: Hex): Promise<TransactionReceipt> {
  const receipt = await chain.waitForTransactionReceipt({ hash })
  if (receipt.status === 'success') return receipt
  const { from, to, input, blockNumber } = await chain.getTransaction({ hash })
  // A receipt does not say why.
  await chain.call({ account: from, to, data: input, blockNumber: blockNumber - 1n })
  throw new Error(`Transaction ${hash} reverted.`)
}

/** Runs on the state as it is now, and leaves nothing behind. */
export async function onCopy<T>(chain: Chain, run: () => Promise<T>): Promise<T> {
  const id = await chain.snapshot()
  try {
    return await run()
  } finally {
    await chain.revert({ id })
  }
}
