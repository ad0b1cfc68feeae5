import type { SettlementReport } from '@walras/intents-schema'
import { networkLimits } from '../networkLimits.ts'
import { type Admission, type Admitted, ignore, type Origin, orIgnore } from './Admission.ts'

/**
 * Decides on a settlement report. It carries no signature, since anyone may relay a batch: the chain says whether it is
 * true. Without {@link Admission.checkSettlement} it is a hint to look there.
 *
 * @throws {@link WalrasError} with the reason.
 */
export async function admitSettlement(
  { auctions, checkSettlement }: Admission,
  report: SettlementReport,
  origin: Origin,
): Promise<Admitted<SettlementReport>> {
  const { auctionHash, batchHash, status, transactionHash } = report

  // [IGNORE] settlement/unknown-award: the outcome may still be on its way.
  const isAwarded = () => auctions.get(auctionHash)?.awards.has(batchHash) ?? false
  if (!isAwarded()) await auctions.waitFor(batchHash, origin.peer)
  const record = auctions.get(auctionHash)
  if (!record || !isAwarded())
    return ignore('settlement/unknown-award', 'The report is about a batch that was not awarded.', { batchHash })

  // [IGNORE] settlement/known, /too-many. By transaction: a false report must not shadow the true one.
  const name = `${batchHash}/${status}/${transactionHash}`
  const checkNew = () => {
    if (record.reports.has(name))
      ignore('settlement/known', `The batch is already reported as ${status}.`, { batchHash })
    if (record.reports.size >= networkLimits.reportsPerBatch)
      ignore('settlement/too-many', 'The batch has all the reports it can have.', { batchHash })
  }
  checkNew()

  // [IGNORE] settlement/unconfirmed: our chain may be behind theirs.
  if (checkSettlement && !(await orIgnore('settlement/unchecked', checkSettlement(report))))
    ignore('settlement/unconfirmed', `The chain does not say that the batch ${status}.`, { batchHash, transactionHash })

  checkNew()
  record.reports.add(name)
  return { id: batchHash, value: report }
}
