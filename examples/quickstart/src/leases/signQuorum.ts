import type { AttestorSignature } from '@walras/intents-schema'
import type { Hex } from 'viem'
import { attestors, attestorThreshold } from '../devnet/accounts.ts'

/** Just enough attestors sign an EIP-712 digest. Ascending, as they are listed. */
export function signQuorum(digest: Hex): Promise<AttestorSignature[]> {
  return Promise.all(
    attestors.slice(0, Number(attestorThreshold)).map(async (attestor) => ({
      attestor: attestor.address,
      signature: await attestor.sign({ hash: digest }),
    })),
  )
}
