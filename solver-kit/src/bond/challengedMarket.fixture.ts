import {
  auctionHash,
  type Bid,
  bidHash,
  commitmentTypedData,
  revealChallengeAbi,
  type SignedAuction,
  type SignedBidCommitment,
  testUsdcAbi,
} from '@walras/intents-schema'
import {
  type Account,
  type Address,
  createPublicClient,
  createTestClient,
  createWalletClient,
  encodeDeployData,
  type Hex,
  http,
  maxUint256,
  type PublicClient,
  pad,
  toHex,
} from 'viem'
import { mnemonicToAccount, type PrivateKeyAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { revealChallengeBytecode } from '../../../contracts/artifacts/revealChallengeBytecode.ts'
import { anvilMnemonic, deployMarket, startAnvil } from '../../../contracts/deploy/index.ts'
import { challengeReveal } from './challengeReveal.ts'

export const deposit = 50_000_000n
export const penalty = 500_000_000n
export const answerSeconds = 600

const deployer = mnemonicToAccount(anvilMnemonic, { addressIndex: 0 })
const challenger = mnemonicToAccount(anvilMnemonic, { addressIndex: 1 })

export const word = (number: number): Hex => pad(toHex(number), { size: 32 })

/** A real chain with a market and its RevealChallenge, and somebody who challenges. */
export async function startChallengedMarket() {
  const anvil = await startAnvil()
  const transport = http(anvil.rpc)
  const client: PublicClient = createPublicClient({ chain: foundry, transport, pollingInterval: 20, cacheTime: 0 })
  const wallet = (account: Account) => createWalletClient({ account, chain: foundry, transport })
  const chain = createTestClient({ mode: 'anvil', chain: foundry, transport })
  const mined = async (hash: Hex) => {
    const receipt = await client.waitForTransactionReceipt({ hash })
    if (receipt.status !== 'success') throw new Error(`Transaction ${hash} reverted.`)
    return receipt
  }
  const deployment = await deployMarket(wallet(deployer), {
    auctioneer: deployer.address,
    feeRecipient: deployer.address,
    slotSeconds: 60n,
  })
  const { contractAddress } = await mined(
    await wallet(deployer).sendTransaction({
      data: encodeDeployData({
        abi: revealChallengeAbi,
        bytecode: revealChallengeBytecode,
        args: [deployment.registry, deployment.settlement, deposit, penalty, 3600n, BigInt(answerSeconds)],
      }),
    }),
  )
  const revealChallenge = contractAddress as Address
  const token = { address: deployment.token, abi: testUsdcAbi } as const
  await mined(
    await wallet(challenger).writeContract({
      ...token,
      functionName: 'mint',
      args: [challenger.address, 100n * deposit],
    }),
  )
  await mined(
    await wallet(challenger).writeContract({
      ...token,
      functionName: 'approve',
      args: [revealChallenge, maxUint256],
    }),
  )
  let round = 0

  /** A bid of a new round whose reveal deadline has just passed, and what it takes to challenge it. */
  async function commit(solver: PrivateKeyAccount, fills = 3) {
    const { timestamp } = await client.getBlock()
    const auction: SignedAuction = {
      auction: {
        round: BigInt(++round),
        blockNumber: 1n,
        blockHash: word(1),
        snapshotHash: word(2),
        firstSlot: 7n,
        slotCount: 2n,
        intentIds: [word(3), word(4)],
        commitByMs: timestamp * 1000n - 2000n,
        revealByMs: timestamp * 1000n - 1000n,
      },
      signature: '0x',
    }
    const bid: Bid = {
      auctionHash: auctionHash(deployment, auction.auction),
      solver: solver.address,
      solutions: [
        {
          fills: Array.from({ length: fills }, (_, pool) => ({ intent: 0, pool, slot: 7n, hardware: 0, units: 3600n })),
          products: [{ gpuClass: word(5), region: word(6), tier: 0, slot: 7n, margin: 0n, maxPrice: 10n ** 9n }],
        },
      ],
      certificate: { prices: [500_000_000n, 0n, 2n ** 53n - 1n], gasPrice: 12n },
      salt: word(round),
    }
    const commitment = { auctionHash: bid.auctionHash, solver: solver.address, bidHash: bidHash(bid) }
    const signature = await solver.signTypedData(commitmentTypedData(deployment, commitment))
    const signed: SignedBidCommitment = { commitment, signature }
    return { auction, bid, commitment: signed }
  }

  return {
    rpc: anvil.rpc,
    client,
    chain,
    wallet,
    deployment,
    revealChallenge,
    commit,
    challenge: async ({ auction, commitment }: Awaited<ReturnType<typeof commit>>) =>
      mined(await challengeReveal(wallet(challenger), { revealChallenge, auction, commitment })),
    tokensOf: (owner: Address) => client.readContract({ ...token, functionName: 'balanceOf', args: [owner] }),
    stop: () => anvil.stop(),
  }
}
export type ChallengedMarket = Awaited<ReturnType<typeof startChallengedMarket>>
