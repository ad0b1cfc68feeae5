import { type Address, encodeAbiParameters, type Hex, keccak256 } from 'viem'
import type { EnclaveReport } from './attestations.ts'

/** One attestor's signature. Contracts want them ascending by attestor. */
export interface AttestorSignature {
  attestor: Address
  signature: Hex
}

/** What an enclave must put into its quote, so that the quote is about this claim and no other enclave's. */
export function reportData(claimHash: Hex, enclave: Address): Hex {
  return keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'address' }], [claimHash, enclave]))
}

/** Ascending by attestor, as contracts want a quorum. */
export function sortQuorum(signatures: readonly AttestorSignature[]): AttestorSignature[] {
  return [...signatures].sort((a, b) => (a.attestor.toLowerCase() < b.attestor.toLowerCase() ? -1 : 1))
}

const evidenceParameters = [
  {
    type: 'tuple',
    components: [
      { name: 'measurement', type: 'bytes32' },
      { name: 'enclave', type: 'address' },
      { name: 'reportData', type: 'bytes32' },
      { name: 'issuedAt', type: 'uint256' },
    ],
  },
  {
    type: 'tuple[]',
    components: [
      { name: 'attestor', type: 'address' },
      { name: 'signature', type: 'bytes' },
    ],
  },
  { type: 'bytes' },
] as const

/**
 * The evidence of a delivery in tier 2: `Delivery.evidence` of `LeaseEscrow.submit`.
 *
 * @param quorum signatures of `reportTypedData`
 * @param enclaveSignature the enclave's, of `claimTypedData`
 *
 * @example
 * ```ts
 * const report = { measurement, enclave, reportData: reportData(claimHash(claim), enclave), issuedAt }
 * const evidence = teeEvidence(report, quorum, await enclaveKey.signTypedData(claimTypedData(verifier, claim)))
 * ```
 */
export function teeEvidence(report: EnclaveReport, quorum: readonly AttestorSignature[], enclaveSignature: Hex): Hex {
  return encodeAbiParameters(evidenceParameters, [report, sortQuorum(quorum), enclaveSignature])
}
