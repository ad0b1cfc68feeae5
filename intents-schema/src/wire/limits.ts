/** Bounds of what a node accepts from the wire. Every number has a reason; a decoder refuses what is beyond it. */
export const wireLimits = {
  /** 16 options of 80 bytes, 16 regions, a 512-byte workload and a 4 KiB ERC-1271 signature fit, with room to grow. */
  intentBytes: 16 * 1024,
  /** 8192 fills of about 20 bytes, and the products they need; or fewer fills and a certificate. */
  bidBytes: 256 * 1024,
  /** Largest message of any kind: an auction of 7168 intents is 238 KiB. It bounds what a peer can make us buffer. */
  frameBytes: 256 * 1024,
  /** As the intent's static rules: they bound the gas of the checks on chain. */
  hardware: 16,
  regions: 16,
  slugCharacters: 64,
  workloadBytes: 512,
  /** An EOA needs 64 or 65; passkey and multi-owner contracts need more. */
  intentSignatureBytes: 4096,
  /** What fits a frame at 34 bytes an id. */
  auctionIntents: 7168,
  /** Alternatives of one bid. */
  solutions: 3,
  /** Fills of one bid, over all its solutions. */
  fills: 8192,
  /** Products of one solution: classes × regions × tiers × slots of a busy market. */
  products: 1024,
  /** Prices of a certificate: one for each product of a market sixteen times as busy. About 5 bytes each. */
  certificatePrices: 16_384,
  /** The largest price a certificate may call: an exact double, 9 million tokens of 6 decimals for a GPU-second. */
  certificatePrice: 2n ** 53n - 1n,
  /** Commitments, hence bids, of one auction. */
  bids: 256,
  /** A stable code such as `solution/limit-exceeded`. */
  codeCharacters: 64,
  /** One sentence. */
  reasonCharacters: 512,
  /** One sentence on a bid, one line on an intent: 256 bids and 1000 intents with full reasons still fit a frame. */
  bidReasonCharacters: 224,
  unserved: 1000,
  unservedCodeCharacters: 32,
  unservedReasonCharacters: 96,
  /** Ids in one fetch or receipt request: 8.5 KiB, and at most 4 MiB of answers. */
  requestIds: 256,
  /** Pools and slots of a snapshot in a file: far beyond what one `eth_call` can return. */
  snapshotPools: 65_536,
  snapshotSlots: 4096,
} as const
