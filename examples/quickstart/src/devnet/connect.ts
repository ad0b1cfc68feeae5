import type { Anvil } from '@walras/contracts'
import type { Deployment } from '@walras/intents-schema'
import {
  type Account,
  type Chain,
  createPublicClient,
  createTestClient,
  createWalletClient,
  http,
  type PublicClient,
  type TestClient,
  type Transport,
  type WalletClient,
} from 'viem'
import { foundry } from 'viem/chains'

/** Clients of the private chain. */
export interface ChainClients {
  public: PublicClient
  test: TestClient<'anvil'>
  wallet: (account: Account) => WalletClient<Transport, Chain, Account>
}

export function connect({ rpc }: Pick<Anvil, 'rpc'>): ChainClients {
  // What is asked at once goes in one request: a thousand transactions would else be as many connections.
  const transport = http(rpc, { batch: true })
  const pollingInterval = 100
  return {
    public: createPublicClient({ chain: foundry, transport, pollingInterval }),
    test: createTestClient({ chain: foundry, mode: 'anvil', transport }),
    wallet: (account) => createWalletClient({ account, chain: foundry, transport, pollingInterval }),
  }
}

export interface Devnet {
  anvil: Anvil
  clients: ChainClients
  deployment: Deployment
}
