import { type Deployment, WalrasError } from '@walras/intents-schema'
import { readDeployment } from '@walras/solver-kit'
import {
  type Account,
  type Chain,
  createPublicClient,
  createWalletClient,
  defineChain,
  http,
  isAddressEqual,
  type PublicClient,
  type Transport,
  type WalletClient,
} from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import type { AuctioneerParameters } from './Auctioneer.ts'
import { checkTrials } from './settlement/trialAward.ts'

export interface MarketConnection {
  account: PrivateKeyAccount
  client: PublicClient
  wallet: WalletClient<Transport, Chain, Account>
  deployment: Deployment
}

/**
 * Connects to the market, and checks that it is ours to run.
 *
 * @throws {@link WalrasError} `market/…`, `auctioneer/wrong-key`.
 */
export async function connectMarket({
  rpc,
  settlement,
  lens,
  privateKey,
  logger,
  pollMs = 500,
}: AuctioneerParameters): Promise<MarketConnection> {
  const account = privateKeyToAccount(privateKey)
  const transport = http(rpc)
  const client: PublicClient = createPublicClient({ transport, pollingInterval: pollMs })
  const deployment = await readDeployment(client, { settlement, lens })
  if (!isAddressEqual(deployment.auctioneer, account.address))
    throw new WalrasError({
      code: 'auctioneer/wrong-key',
      message: `The auctioneer of settlement ${settlement} is ${deployment.auctioneer}, the key given is that of ${account.address}.`,
      facts: { expected: deployment.auctioneer, given: account.address },
    })
  await checkTrials(client, account.address)
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
