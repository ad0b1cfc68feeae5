import { permit2Address } from '@walras/intents-schema'
import { type Account, type Chain, type Client, concat, type Hex, type Transport } from 'viem'
import { getCode, sendTransaction } from 'viem/actions'
import { permit2Bytecode, permit2Salt } from '../artifacts/permit2Bytecode.ts'

/** Arachnid's deterministic deployer: it is on every public chain, and anvil starts with it. */
const deterministicDeployer = '0x4e59b44847b379578588920cA78FbF26c0B4956C'

/**
 * Sends the transaction that puts the real Permit2 at its canonical address, if it is not there yet.
 *
 * @returns the transaction hash, or undefined if there was nothing to do.
 */
export async function deployPermit2(
  client: Client<Transport, Chain, Account>,
  { nonce }: { nonce: number },
): Promise<Hex | undefined> {
  if (await getCode(client, { address: permit2Address })) return undefined
  if (!(await getCode(client, { address: deterministicDeployer }))) {
    throw new Error(
      `Chain ${client.chain.id} has neither Permit2 nor the deterministic deployer ${deterministicDeployer}.`,
    )
  }
  return sendTransaction(client, {
    to: deterministicDeployer,
    data: concat([permit2Salt, permit2Bytecode]),
    gas: 3_000_000n,
    nonce,
  })
}
