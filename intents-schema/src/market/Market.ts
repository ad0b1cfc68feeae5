import type { Address } from 'viem'

/** A market is a settlement contract on a chain. Everything else about it can be read from there. */
export interface Market {
  chainId: number
  settlement: Address
}

/** The addresses and constants of a deployed market, read from its contracts by solver-kit's `readDeployment`. */
export interface Deployment extends Market {
  pools: Address
  escrow: Address
  /** Holds the bonds of operators and solvers. */
  registry: Address
  lens: Address
  permit2: Address
  /** The one payment token of the market. */
  token: Address
  /** Whose EIP-712 signature lets a batch settle. */
  auctioneer: Address
  /** Who may withdraw the protocol's fees. */
  feeRecipient: Address
  /** Length of a slot in seconds: 3600 in production. */
  slotSeconds: bigint
  /** Share of the solvers' gross margin kept by the protocol, in millionths. */
  protocolFeePips: bigint
}
