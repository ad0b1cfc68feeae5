import { type Deployment, marketLensAbi, WalrasError } from '@walras/intents-schema'
import { type Address, isAddressEqual, type PublicClient } from 'viem'

/**
 * Reads a market's addresses and constants from its lens, and checks that the lens belongs to the settlement contract.
 *
 * @throws {@link WalrasError} `market/unreachable` when there is no such lens, `market/other-settlement`.
 */
export async function readDeployment(
  client: PublicClient,
  { settlement, lens }: { settlement: Address; lens: Address },
): Promise<Deployment> {
  let found: Deployment
  try {
    found = await read(client, lens)
  } catch (cause) {
    throw new WalrasError({
      code: 'market/unreachable',
      message: `No Walras market answers at lens ${lens} on ${client.transport.url ?? 'this chain'}. Is the chain running, and the address right?`,
      facts: { lens },
      cause,
    })
  }
  if (!isAddressEqual(found.settlement, settlement))
    throw new WalrasError({
      code: 'market/other-settlement',
      message: `Lens ${lens} belongs to settlement ${found.settlement}, not ${settlement}.`,
      facts: { lens, settlement },
    })
  return found
}

async function read(client: PublicClient, lens: Address): Promise<Deployment> {
  const deployment = await client.readContract({ address: lens, abi: marketLensAbi, functionName: 'deployment' })
  return { ...deployment, chainId: Number(deployment.chainId) }
}
