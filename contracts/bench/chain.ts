import {
  type Abi,
  type Account,
  type Address,
  createTestClient,
  encodeDeployData,
  encodeFunctionData,
  type Hex,
  http,
  publicActions,
  type TransactionReceipt,
  walletActions,
} from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { anvilMnemonic } from '../devnet/startAnvil.ts'
import type { Artifact } from './artifacts.ts'

/** No transaction may use more since EIP-7825: 2^24. */
export const maxTransactionGas = 16_777_216n

/** Of blocks and transactions here: measuring what is too large for one transaction needs more than it may have. */
export const gasLimit = 60_000_000n

export const deployer = mnemonicToAccount(anvilMnemonic, { addressIndex: 0 })

export function connect(rpc: string) {
  return createTestClient({
    account: deployer,
    chain: foundry,
    mode: 'anvil',
    transport: http(rpc, { timeout: 120_000 }),
    pollingInterval: 10,
    cacheTime: 0,
  })
    .extend(publicActions)
    .extend(walletActions)
}

export type Chain = ReturnType<typeof connect>

export interface Call {
  to: Address
  data: Hex
  from?: Address
}

export function call(to: Address, abi: Abi, functionName: string, args: readonly unknown[]): Call {
  return { to, data: encodeFunctionData({ abi, functionName, args }) }
}

/** Sends from any address: anvil impersonates it. A reverted transaction has a receipt like any other. */
export async function send(chain: Chain, { from = deployer.address, ...call }: Call): Promise<TransactionReceipt> {
  const hash = await chain.sendUnsignedTransaction({ ...call, from, gas: gasLimit })
  return chain.waitForTransactionReceipt({ hash })
}

/** As {@link send}, for what must succeed. */
export async function execute(chain: Chain, call: Call): Promise<TransactionReceipt> {
  const receipt = await send(chain, call)
  if (receipt.status !== 'success') {
    await chain.call({ account: (call.from ?? deployer.address) as unknown as Account, to: call.to, data: call.data })
    throw new Error(`Transaction ${receipt.transactionHash} reverted.`)
  }
  return receipt
}

export async function deploy(
  chain: Chain,
  { abi, bytecode }: Artifact,
  args: readonly unknown[] = [],
): Promise<Address> {
  const hash = await chain.sendTransaction({ data: encodeDeployData({ abi, bytecode, args }), gas: gasLimit })
  const { contractAddress, status } = await chain.waitForTransactionReceipt({ hash })
  if (!contractAddress || status !== 'success') throw new Error('A contract could not be deployed.')
  return contractAddress
}
