import { WalrasError } from '@walras/intents-schema'
import {
  type Address,
  BaseError,
  type Hex,
  HttpRequestError,
  type PublicClient,
  parseAbi,
  type StateOverride,
  TimeoutError,
  zeroHash,
} from 'viem'

/** A signature that counts, and what must be overridden for it to count. */
export interface TrialAward {
  awardSignature: Hex
  stateOverride: StateOverride
}

/** What an ERC-1271 account answers when a signature is good. */
const magic: Hex = '0x1626ba7e'
/** Code that answers so whatever it is asked: PUSH4 magic PUSH1 224 SHL PUSH0 MSTORE PUSH1 32 PUSH0 RETURN. */
const yes: Hex = `0x63${magic.slice(2)}60e01b5f5260205ff3`

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

/** The connection failed: that says nothing about what the node can do. */
const isSilence = (error: unknown): boolean =>
  error instanceof BaseError &&
  error.walk((cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError) !== null

/**
 * Checks that the node can be asked such questions. One that cannot would refuse every batch, and its solvers would be
 * blamed for it.
 *
 * @throws {@link WalrasError} `market/no-state-override`; what the client throws when the node does not answer.
 */
export async function checkTrials(client: PublicClient, auctioneer: Address): Promise<void> {
  const { awardSignature, stateOverride } = trialAward(auctioneer)
  let cause: unknown
  try {
    const answer = await client.readContract({
      address: auctioneer,
      abi: erc1271Abi,
      functionName: 'isValidSignature',
      args: [zeroHash, awardSignature],
      account: auctioneer,
      stateOverride,
    })
    if (answer === magic) return
  } catch (error) {
    if (isSilence(error)) throw error
    cause = error
  }
  throw new WalrasError({
    code: 'market/no-state-override',
    message:
      'The node does not take a state override in eth_call, which the auctioneer needs to try batches without signing them. Use a node that does, such as geth, reth or anvil.',
    facts: { auctioneer },
    cause,
  })
}
