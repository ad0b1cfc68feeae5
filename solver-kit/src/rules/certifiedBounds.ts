import { type Certificate, certificateHash, WalrasError } from '@walras/intents-schema'
import type { Problem } from '../market/Problem.ts'
import { surplusBound } from './certificate/surplusBound.ts'

/** What a bid's certificate proves. */
export interface CertifiedBound {
  /** No solution of the auction scores above it, base units; 0 without a proof. */
  bound: bigint
  /** `certificate/malformed`: why it proves nothing. */
  error?: WalrasError
}

/** Checks the certificates of an auction, equal ones once. */
export function certifiedBounds(
  problem: Problem,
  certificates: readonly (Certificate | undefined)[],
): CertifiedBound[] {
  const known = new Map<string, CertifiedBound>()
  return certificates.map((certificate) => {
    if (!certificate) return { bound: 0n }
    const hash = certificateHash(certificate)
    const checked = known.get(hash) ?? checkOne(problem, certificate)
    known.set(hash, checked)
    return checked
  })
}

function checkOne(problem: Problem, certificate: Certificate): CertifiedBound {
  try {
    return { bound: surplusBound(problem, certificate) }
  } catch (error) {
    if (!(error instanceof WalrasError)) throw error
    return { bound: 0n, error }
  }
}

/** The best of several proofs: the least bound. A bound of 0 that is proven says that nothing can be gained at all. */
export function leastBound(proofs: readonly CertifiedBound[]): bigint {
  return proofs.reduce((least, { bound }) => (bound > 0n && (least === 0n || bound < least) ? bound : least), 0n)
}
