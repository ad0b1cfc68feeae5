import type { MarketDeployment } from '@walras/contracts'
import {
  claimHash,
  claimTypedData,
  type DeliveryClaim,
  reportData,
  reportTypedData,
  teeEvidence,
} from '@walras/intents-schema'
import { type Hex, hashTypedData } from 'viem'
import { enclave } from '../devnet/accounts.ts'
import { measurement } from './grantEnclave.ts'
import { signQuorum } from './signQuorum.ts'

/** Evidence for each claim of tier 2, by the lease's id: what the enclave says of its work, and the attestors of it. */
export async function proveDeliveries(
  { chainId, verifiers }: Pick<MarketDeployment, 'chainId' | 'verifiers'>,
  claims: readonly DeliveryClaim[],
): Promise<ReadonlyMap<Hex, Hex>> {
  const verifier = { chainId, address: verifiers.tee }
  const key = enclave.address
  return new Map(
    await Promise.all(
      claims.map(async (claim): Promise<[Hex, Hex]> => {
        // Not before the work was over, and not so long after that nobody would believe it.
        const report = { measurement, enclave: key, reportData: reportData(claimHash(claim), key), issuedAt: claim.end }
        const quorum = await signQuorum(hashTypedData(reportTypedData(verifier, report)))
        const signature = await enclave.signTypedData(claimTypedData(verifier, claim))
        return [claim.leaseId, teeEvidence(report, quorum, signature)]
      }),
    ),
  )
}
