import type { SignatureChain } from '@walras/intents-schema'
import { LRUCache } from 'lru-cache'
import { type Address, type PublicClient, parseAbi } from 'viem'

/** What admission asks of the chain about signatures. */
export type AdmissionChain = SignatureChain

const erc1271Abi = parseAbi(['function isValidSignature(bytes32 digest, bytes signature) view returns (bytes4)'])

/** ERC-1271: bytes4(keccak256("isValidSignature(bytes32,bytes)")). */
const validSignature = '0x1626ba7e'

/** An account can gain code (ERC-7702) at any time; a block later we see it. */
const codeCacheMs = 10_000

/**
 * The chain port of admission over a viem client. Whether an address has code is remembered for ten seconds.
 *
 * @example
 * ```ts
 * const chain = admissionChain(createPublicClient({ transport: http(rpcUrl) }))
 * ```
 */
export function admissionChain(client: PublicClient): AdmissionChain {
  const code = new LRUCache<Address, Promise<boolean>>({ max: 10_000, ttl: codeCacheMs })
  return {
    hasCode(address) {
      const known = code.get(address)
      if (known) return known
      const asked = client.getCode({ address }).then((bytes) => bytes !== undefined && bytes !== '0x')
      code.set(address, asked)
      asked.catch(() => code.delete(address))
      return asked
    },
    async isValidSignature(owner, digest, signature) {
      const call = { abi: erc1271Abi, functionName: 'isValidSignature' } as const
      try {
        return (await client.readContract({ ...call, address: owner, args: [digest, signature] })) === validSignature
      } catch (error) {
        // A contract that reverts has said no; a node that does not answer has said nothing.
        if (isRevert(error)) return false
        throw error
      }
    },
  }
}

/** Whether the contract itself failed: it reverted, or answered with something that is no bytes4. */
function isRevert(error: unknown): boolean {
  const names = ['ContractFunctionRevertedError', 'ContractFunctionZeroDataError', 'AbiDecodingDataSizeTooSmallError']
  for (let cause = error; cause instanceof Error; cause = cause.cause as Error)
    if (names.includes(cause.name)) return true
  return false
}
