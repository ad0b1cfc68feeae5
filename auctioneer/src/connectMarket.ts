import { WalrasError } from '@walras/intents-schema'
import { readDeployment } from '@walras/solver-kit'
import { createPublicClient, createWalletClient, defineChain, http, isAddressEqual } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { AuctioneerParameters } from './Auctioneer.ts'

/**
 * Connects to the market, and checks that it is ours to run.
 *
 * @throws {@link WalrasError} `market/…`, `auctioneer/wrong-key`.
 */
export async function connectMarket({ rpc, settlement, lens, privateKey, logger, pollMs = 500 }: AuctioneerParameters) {
  const account = privateKeyToAccount(privateKey)
  const transport = http(rpc)
  const client = createPublicClient({ transport, pollingInterval: pollMs })
  const deployment = await readDeployment(client, { settlement, lens })
  if (!isAddressEqual(deployment.auctioneer, account.address))
    throw new WalrasError({
      code: 'auctioneer/wrong-key',
      message: `The auctioneer of settlement ${settlement} is ${deployment.auctioneer}, the key given is that of ${account.address}.`,
      facts: { expected: deployment.auctioneer, given: account.address },
    })
  const chain = defineChain({
    id: deployment.chainId,
    name: `chain ${deployment.chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpc] } },
  })
  const wallet = createWalletClient({ account, chain, transport })
  if ((await client.getBalance({ address: account.address })) === 0n)
    logger.warn({ auctioneer: account.address }, 'the auctioneer has no ether: it cannot pay the gas of settlements')
  return { account, client, deployment, wallet }
}
