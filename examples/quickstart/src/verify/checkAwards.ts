import { awardTypedData, type Deployment, settlementAbi } from '@walras/intents-schema'
import { maxSettlementGas } from '@walras/solver-kit'
import { encodeAbiParameters, getAbiItem, type Hex, isAddressEqual, keccak256, recoverTypedDataAddress } from 'viem'
import { type Check, check } from './Check.ts'
import type { History } from './readHistory.ts'

const [batchParameter] = getAbiItem({ abi: settlementAbi, name: 'settle' }).inputs

/** Every batch on chain carries an award that the auctioneer signed for exactly that batch; no auction settled twice. */
export async function checkAwards(deployment: Deployment, { settlements }: History): Promise<Check[]> {
  const unsigned: string[] = []
  for (const { batch, awardSignature, transactionHash } of settlements) {
    const signer = await recoverTypedDataAddress({
      ...awardTypedData(deployment, {
        auctionHash: batch.auctionHash,
        batchHash: keccak256(encodeAbiParameters([batchParameter], [batch])),
        expiryBlock: batch.expiryBlock,
      }),
      signature: awardSignature,
    })
    if (!isAddressEqual(signer, deployment.auctioneer)) unsigned.push(`${transactionHash} was awarded by ${signer}`)
  }
  return [
    check('every batch was awarded by the auctioneer', unsigned, `${settlements.length} batches`),
    check('no auction and no intent settled twice', repeated(settlements), 'all ids differ'),
    check('every batch fits one transaction (EIP-7825)', tooLarge(settlements), `at most ${maxSettlementGas} gas`),
  ]
}

function tooLarge(settlements: History['settlements']): string[] {
  return settlements
    .filter(({ gasUsed }) => gasUsed > maxSettlementGas)
    .map(({ transactionHash, gasUsed }) => `${transactionHash} used ${gasUsed}`)
}

function repeated(settlements: History['settlements']): string[] {
  const seen = new Set<Hex>()
  const ids = settlements.flatMap(({ auctionHash, intents }) => [
    auctionHash,
    ...intents.map(({ intentId }) => intentId),
  ])
  return ids.filter((id) => seen.size === seen.add(id).size)
}
