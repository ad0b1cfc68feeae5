import type { Account, Address, Hex, TypedDataDefinition } from 'viem'
import type { Market } from '../market/Market.ts'
import type { SignedIntent, UnsignedIntent } from './ComputeIntent.ts'
import { checkIntent } from './checkIntent.ts'
import { permitTypedData } from './permit.ts'

/** A viem local account, or a viem wallet client together with the account that signs. */
export type IntentSigner =
  | { signTypedData: (typedData: TypedDataDefinition) => Promise<Hex> }
  | {
      signTypedData: (typedData: TypedDataDefinition & { account: Account | Address }) => Promise<Hex>
      account: Account | Address
    }

/**
 * Signs an intent: one signature is both the order and the bounded pull of money. Works with any viem account and with
 * any wallet client that has an account.
 *
 * @example
 * ```ts
 * const signed = await signIntent(privateKeyToAccount(key), market, unsigned)
 * ```
 *
 * @throws {@link WalrasError} as {@link checkIntent}; whatever the wallet throws when its user declines.
 */
export async function signIntent(
  signer: IntentSigner,
  market: Market,
  unsigned: UnsignedIntent,
): Promise<SignedIntent> {
  checkIntent({ token: unsigned.token }, unsigned)
  const typedData = permitTypedData(market, unsigned) as unknown as TypedDataDefinition
  const signature =
    'account' in signer && signer.account
      ? await signer.signTypedData({ ...typedData, account: signer.account })
      : await (signer as { signTypedData: (typedData: TypedDataDefinition) => Promise<Hex> }).signTypedData(typedData)
  return { ...unsigned, signature }
}
