import { computePoolsAbi, leaseEscrowAbi, settlementAbi } from '@walras/intents-schema'
import { BaseError, ContractFunctionRevertedError, parseAbi } from 'viem'

/** What settling calls into, besides our own contracts: Permit2, ERC-20 tokens, solady and v4-core's libraries. */
const foreignErrors = parseAbi([
  'error InvalidNonce()',
  'error SignatureExpired(uint256 signatureDeadline)',
  'error InvalidAmount(uint256 maxAmount)',
  'error InvalidSignature()',
  'error InvalidSignatureLength()',
  'error InvalidSigner()',
  'error InvalidContractSignature()',
  'error TransferFromFailed()',
  'error InsufficientBalance()',
  'error InsufficientAllowance()',
  'error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)',
  'error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)',
])

/** `settle`, and every error that can come out of it. */
export const settleAbi = [
  ...settlementAbi,
  ...computePoolsAbi.filter(({ type }) => type === 'error'),
  ...leaseEscrowAbi.filter(({ type }) => type === 'error'),
  ...foreignErrors,
] as const

/** A report carries at most 512 characters of reason. */
const maxReason = 500

/**
 * Why a call of `settle` would revert, as one line: `GateClosed(497000, 1789200000)`. `undefined` when the error is not a
 * revert: then the chain said nothing about the batch.
 */
export function revertReason(error: unknown): string | undefined {
  if (!(error instanceof BaseError)) return undefined
  const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError)
  if (!(reverted instanceof ContractFunctionRevertedError)) return undefined
  const { data, reason, signature } = reverted
  const text = data
    ? `${data.errorName}(${(data.args ?? []).join(', ')})`
    : (reason ?? signature ?? 'reverted without a reason')
  return text.slice(0, maxReason)
}
