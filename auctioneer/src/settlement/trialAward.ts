import { WalrasError } from '@walras/intents-schema'
import { type Address, type Hex, type PublicClient, parseAbi, type StateOverride, zeroHash } from 'viem'

/** A signature that counts, and what must be overridden for it to count. */
export interface TrialAward {
  awardSignature: Hex
  stateOverride: StateOverride
}

/** ERC-1271 code that agrees to everything: returns 0x1626ba7e. */
const yes: Hex = '0x631626ba7e60e01b5f5260205ff3'

/** As long as a real one, so that calldata costs the same. */
const noSignature: Hex = `0x${'ff'.repeat(65)}`

/**
 * Lets a call go as if the auctioneer had awarded the batch, without a signature that somebody could keep: two awards of
 * one auction with one expiry are evidence against their signer, and whoever runs the node sees every call.
 *
 * For the call only, the auctioneer's account has code. The settlement takes the word of an account with code by ERC-1271
 * and looks at a signature only where there is none. An owner's contract can see that code and lie here: it is caught
 * when the award is signed and the transaction estimated without any override.
 */
export function trialAward(auctioneer: Address): TrialAward {
  return { awardSignature: noSignature, stateOverride: [{ address: auctioneer, code: yes }] }
}

const erc1271Abi = parseAbi(['function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)'])

/**
 * Checks that the node can be asked such questions. One that cannot would refuse every batch, and its solvers would be
 * blamed for it.
 *
 * @throws {@link WalrasError} `market/no-state-override`.
 */
export async function checkTrials(client: PublicClient, auctioneer: Address): Promise<void> {
  const { awardSignature, stateOverride } = trialAward(auctioneer)
  try {
    await client.readContract({
      address: auctioneer,
      abi: erc1271Abi,
      functionName: 'isValidSignature',
      args: [zeroHash, awardSignature],
      account: auctioneer,
      stateOverride,
    })
  } catch (cause) {
    throw new WalrasError({
      code: 'market/no-state-override',
      message: `The node does not take a state override in eth_call: ${(cause as Error).message.split('\n')[0]} The auctioneer needs it to try batches without signing them. Use a node that does, such as geth, reth or anvil.`,
      facts: { auctioneer },
      cause,
    })
  }
}
