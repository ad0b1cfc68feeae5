import { encodeAbiParameters, type Hex, keccak256, zeroHash } from 'viem'
import type { Bid, Certificate, Solution } from './Bid.ts'

const solutionParameter = {
  type: 'tuple',
  components: [
    {
      name: 'fills',
      type: 'tuple[]',
      components: [
        { name: 'intent', type: 'uint32' },
        { name: 'pool', type: 'uint32' },
        { name: 'slot', type: 'uint64' },
        { name: 'hardware', type: 'uint8' },
        { name: 'units', type: 'uint256' },
      ],
    },
    {
      name: 'products',
      type: 'tuple[]',
      components: [
        { name: 'gpuClass', type: 'bytes32' },
        { name: 'region', type: 'bytes32' },
        { name: 'tier', type: 'uint8' },
        { name: 'slot', type: 'uint64' },
        { name: 'margin', type: 'uint256' },
        { name: 'maxPrice', type: 'uint256' },
      ],
    },
  ],
} as const

const bidParameters = [
  { type: 'bytes32' },
  { type: 'address' },
  { type: 'tuple[]', components: solutionParameter.components },
  { type: 'bytes32' },
  { type: 'bytes32' },
] as const

const certificateParameters = [{ type: 'uint256[]' }, { type: 'uint256' }] as const

/** keccak256(abi.encode(solution)). */
export function solutionHash(solution: Solution): Hex {
  return keccak256(encodeAbiParameters([solutionParameter], [solution]))
}

/**
 * keccak256(abi.encode(prices, gasPrice)), both as uint256; zero for a bid without one. All that the chain ever sees of a
 * certificate, so that it costs a bid that is published there nothing.
 */
export function certificateHash(certificate: Certificate | undefined): Hex {
  if (!certificate) return zeroHash
  return keccak256(encodeAbiParameters(certificateParameters, [certificate.prices, certificate.gasPrice]))
}

/** keccak256(abi.encode(auctionHash, solver, solutions, certificateHash, salt)): what a commitment commits to. */
export function bidHash({ auctionHash, solver, solutions, certificate, salt }: Bid): Hex {
  return keccak256(
    encodeAbiParameters(bidParameters, [auctionHash, solver, solutions, certificateHash(certificate), salt]),
  )
}
