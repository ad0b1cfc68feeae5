import { type Deployment, optimisticVerifierAbi, testUsdcAbi } from '@walras/intents-schema'
import { isAddressEqual, type PublicClient } from 'viem'
import { type Check, check, equal, sum } from './Check.ts'
import type { LivedDispute } from './readDisputes.ts'
import type { LeaseHistory, LivedLease } from './readLeaseHistory.ts'
import { into, outOf } from './readTransfers.ts'

const millionths = 1_000_000n

/** What is wrong with how the bond of a dispute was paid. */
function misspent({ dispute, lease }: Disputed, burnedPips: bigint): string[] {
  const { leaseId, bond, challenger, closings } = dispute
  const [closing] = closings
  if (!closing) return [`the bond of ${leaseId} was not paid`]
  if (closings.length > 1) return [`the bond of ${leaseId} was paid ${closings.length} times`]
  const lost = closing.ruling === 'operatorWins'
  const burned = lost ? (bond * burnedPips) / millionths : 0n
  const payee = lost ? lease.operator : challenger
  return [
    ...(isAddressEqual(closing.payee, payee) ? [] : [`the bond of ${leaseId} went to ${closing.payee}, not ${payee}`]),
    ...equal(`burned of the bond of ${leaseId}`, closing.burned, burned),
    ...equal(`paid of the bond of ${leaseId}`, closing.amount, bond - burned),
  ]
}

interface Disputed extends LivedLease {
  dispute: LivedDispute
}

/** A lease ends as its dispute was decided. */
function misended({ id, life: { end }, dispute }: Disputed): string[] {
  const ruling = dispute.closings[0]?.ruling
  const disproven = end?.status === 'failed' && end.failure === 'disproven'
  const expected = ruling === 'challengerWins' ? disproven : end?.status === 'settled'
  return expected ? [] : [`lease ${id} is ${end?.status}, and its dispute ${ruling}`]
}

/** Every challenge was decided, its bond went where the ruling says, and the verifier of tier 1 keeps nothing. */
export async function checkDisputes(
  client: PublicClient,
  { token }: Deployment,
  { leases, transfers, disputes: { verifier, burnedPips, disputes } }: LeaseHistory,
): Promise<Check[]> {
  const [balance, owed] = await Promise.all([
    client.readContract({ address: token, abi: testUsdcAbi, functionName: 'balanceOf', args: [verifier] }),
    client.readContract({ address: verifier, abi: optimisticVerifierAbi, functionName: 'owed' }),
  ])
  const all = [...disputes.values()]
  const bonds = sum(all, ({ bond }) => bond)
  const open = sum(
    all.filter(({ closings }) => closings.length === 0),
    ({ bond }) => bond,
  )
  const disputed = leases.filter((lived): lived is Disputed => lived.dispute !== undefined)
  const unproven = leases
    .filter(({ life: { end }, dispute }) => end?.status === 'failed' && end.failure === 'disproven' && !dispute)
    .map(({ id }) => `lease ${id} is disproven, and nobody challenged it`)
  const ruled = all.filter(({ byAttestors }) => byAttestors).length
  const burned = sum(all, ({ closings }) => sum(closings, (closing) => closing.burned))
  return [
    check(
      'every dispute ended, and its lease as it was decided',
      [
        ...disputed.flatMap(misended),
        ...unproven,
        ...equal('disputed leases', BigInt(disputed.length), BigInt(all.length)),
      ],
      `${all.length} challenges, ${ruled} ruled by attestors, ${all.length - ruled} by the clock`,
    ),
    check(
      "challengers' bonds went where the rulings say",
      disputed.flatMap((lived) => misspent(lived, burnedPips)),
      `${bonds} put up, ${burned} burned`,
    ),
    check(
      'the verifier holds exactly the open bonds',
      [
        ...equal('balance', balance, open),
        ...equal('owed', owed, open),
        ...equal('in', into(transfers, verifier), bonds),
        ...equal('out', outOf(transfers, verifier), bonds - open),
      ],
      `${balance}`,
    ),
  ]
}
