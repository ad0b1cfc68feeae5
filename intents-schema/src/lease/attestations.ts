import type { Address, Hex } from 'viem'
import { type DeliveryClaim, deliveryClaimTypes } from './DeliveryClaim.ts'

/** A contract that signatures are for. */
export interface SignedFor {
  chainId: number
  /** `TeeVerifier` or `AttestorCouncil`. */
  address: Address
}

/** A word of the attestors that code may run, until the second `validUntil`. 0 takes it back. Unix seconds. */
export interface MeasurementGrant {
  measurement: Hex
  validUntil: bigint
  issuedAt: bigint
}

/** A word of the attestors that a key lives in an enclave that runs that code. */
export interface EnclaveGrant extends MeasurementGrant {
  enclave: Address
}

/** A quote as the attestors found it. `issuedAt` in unix seconds. */
export interface EnclaveReport {
  measurement: Hex
  enclave: Address
  /** keccak256(abi.encode(claim hash, enclave)). */
  reportData: Hex
  issuedAt: bigint
}

/** How the attestors find in a dispute. Its id is the lease's. */
export interface DisputeRuling {
  disputeId: Hex
  claimHash: Hex
  operatorWins: boolean
}

const teeTypes = {
  ...deliveryClaimTypes,
  MeasurementGrant: [
    { name: 'measurement', type: 'bytes32' },
    { name: 'validUntil', type: 'uint256' },
    { name: 'issuedAt', type: 'uint256' },
  ],
  EnclaveGrant: [
    { name: 'measurement', type: 'bytes32' },
    { name: 'enclave', type: 'address' },
    { name: 'validUntil', type: 'uint256' },
    { name: 'issuedAt', type: 'uint256' },
  ],
  EnclaveReport: [
    { name: 'measurement', type: 'bytes32' },
    { name: 'enclave', type: 'address' },
    { name: 'reportData', type: 'bytes32' },
    { name: 'issuedAt', type: 'uint256' },
  ],
} as const

const councilTypes = {
  Ruling: [
    { name: 'disputeId', type: 'bytes32' },
    { name: 'claimHash', type: 'bytes32' },
    { name: 'operatorWins', type: 'bool' },
  ],
} as const

const domain = (name: string, { chainId, address }: SignedFor) =>
  ({ name, version: '1', chainId, verifyingContract: address }) as const
const teeDomain = (verifier: SignedFor) => domain('Walras TeeVerifier', verifier)

/** What attestors sign to let code run in tier 2. */
export function measurementTypedData(verifier: SignedFor, message: MeasurementGrant) {
  return { domain: teeDomain(verifier), types: teeTypes, primaryType: 'MeasurementGrant', message } as const
}

/** What attestors sign to register an enclave's key. */
export function enclaveTypedData(verifier: SignedFor, message: EnclaveGrant) {
  return { domain: teeDomain(verifier), types: teeTypes, primaryType: 'EnclaveGrant', message } as const
}

/** What attestors sign when they have checked a quote. */
export function reportTypedData(verifier: SignedFor, message: EnclaveReport) {
  return { domain: teeDomain(verifier), types: teeTypes, primaryType: 'EnclaveReport', message } as const
}

/** What an enclave signs of its work. */
export function claimTypedData(verifier: SignedFor, message: DeliveryClaim) {
  return { domain: teeDomain(verifier), types: teeTypes, primaryType: 'DeliveryClaim', message } as const
}

/** What attestors sign to decide a dispute of tier 1. */
export function rulingTypedData(council: SignedFor, message: DisputeRuling) {
  return {
    domain: domain('Walras AttestorCouncil', council),
    types: councilTypes,
    primaryType: 'Ruling',
    message,
  } as const
}
