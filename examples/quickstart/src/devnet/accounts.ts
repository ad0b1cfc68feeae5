import { anvilMnemonic } from '@walras/contracts'
import { bytesToHex, concat, type Hex, keccak256, numberToHex, stringToBytes } from 'viem'
import { type HDAccount, mnemonicToAccount, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'

const account = (addressIndex: number): HDAccount => mnemonicToAccount(anvilMnemonic, { addressIndex })

export const deployer = account(0)
export const auctioneer = account(1)
export const feeRecipient = account(2)

/** Accounts that anvil must fund: the three above and as many operators as there are clouds. */
export const fundedAccounts = 40

/** The account of the n-th cloud. */
export const operator = (index: number): HDAccount => account(3 + index)

export function privateKeyOf({ getHdKey }: HDAccount): Hex {
  const { privateKey } = getHdKey()
  if (!privateKey) throw new TypeError('The account has no private key.')
  return bytesToHex(privateKey)
}

/** The n-th buyer of a seed: another seed has other wallets. */
export function buyer(seed: number, index: number): PrivateKeyAccount {
  const key = keccak256(concat([stringToBytes('walras buyer'), numberToHexBytes(seed), numberToHexBytes(index)]))
  return privateKeyToAccount(key)
}

const numberToHexBytes = (value: number): Uint8Array => stringToBytes(numberToHex(value, { size: 8 }))

const named = (name: string): PrivateKeyAccount => privateKeyToAccount(keccak256(stringToBytes(`walras ${name}`)))

/** Three attestors of whom two must sign, ascending by address as contracts want them. */
export const attestors: readonly PrivateKeyAccount[] = [1, 2, 3]
  .map((number) => named(`attestor ${number}`))
  .sort((a, b) => (a.address.toLowerCase() < b.address.toLowerCase() ? -1 : 1))
export const attestorThreshold = 2n

/** Watches claims of tier 1 and challenges some. */
export const challenger = named('challenger')

/** The key that lives in every enclave of this demo: real ones have one each. */
export const enclave = named('enclave')
