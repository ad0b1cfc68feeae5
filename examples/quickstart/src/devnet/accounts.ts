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
