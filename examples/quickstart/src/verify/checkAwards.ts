import { awardTypedData, type Deployment, settlementAbi } from '@walras/intents-schema'
import { maxSettlementGas, settlementGas } from '@walras/solver-kit'
import { encodeAbiParameters, getAbiItem, type Hex, isAddressEqual, keccak256, recoverTypedDataAddress } from 'viem'
import { type Check, check } from './Check.ts'
import type { History, Settlement } from './readHistory.ts'

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
    check('no batch took more gas than the rules count with', aboveRule(settlements), gasUse(settlements)),
  ]
}

function tooLarge(settlements: History['settlements']): string[] {
  return settlements
    .filter(({ gasUsed }) => gasUsed > maxSettlementGas)
    .map(({ transactionHash, gasUsed }) => `${transactionHash} used ${gasUsed}`)
}

/** What the rule that decides whether a solution fits expects of the batch. */
function expectedGas({ batch: { orders, purchases, products } }: Settlement): number {
  const named = orders.map(({ intent: { hardware, regions } }) => hardware.length + regions.length)
  return settlementGas({
    orders: orders.length,
    options: named.reduce((total, count) => total + count, 0),
    fills: orders.reduce((total, { fills }) => total + fills.length, 0),
    purchases: purchases.length,
    products: products.length,
  })
}

function aboveRule(settlements: History['settlements']): string[] {
  return settlements
    .filter((settlement) => Number(settlement.gasUsed) > expectedGas(settlement))
    .map((settlement) => `${settlement.transactionHash} used ${settlement.gasUsed} of ${expectedGas(settlement)}`)
}

function gasUse(settlements: History['settlements']): string {
  const shares = settlements.map((settlement) => (100 * Number(settlement.gasUsed)) / expectedGas(settlement))
  return shares.map((share) => `${share.toFixed(1)} %`).join(', ')
}

function repeated(settlements: History['settlements']): string[] {
  const seen = new Set<Hex>()
  const ids = settlements.flatMap(({ auctionHash, intents }) => [
    auctionHash,
    ...intents.map(({ intentId }) => intentId),
  ])
  return ids.filter((id) => seen.size === seen.add(id).size)
}
