import { type Hex, isAddressEqual } from 'viem'
import { type Admission, orIgnore, reject } from './Admission.ts'

/** [REJECT] auction/not-the-auctioneer: only the market's auctioneer speaks on topics `auctions` and `outcomes`. */
export async function checkAuctioneer(
  { deployment, workers }: Admission,
  what: string,
  digest: Hex,
  signature: Hex,
): Promise<void> {
  const signer = await orIgnore('auction/unchecked', workers.recoverSigner('round', digest, signature))
  if (signer === undefined || !isAddressEqual(signer, deployment.auctioneer))
    reject(
      'auction/not-the-auctioneer',
      `The ${what} is signed by ${signer ?? 'nobody'}; the auctioneer of this market is ${deployment.auctioneer}.`,
      { signer: signer ?? '', auctioneer: deployment.auctioneer },
    )
}
