import type { MarketDeployment } from '@walras/contracts'
import {
  attestorCouncilAbi,
  claimHash,
  type DeliveryClaim,
  leaseId,
  optimisticVerifierAbi,
  rulingTypedData,
} from '@walras/intents-schema'
import { type Hex, hashTypedData, keccak256, stringToHex } from 'viem'
import type { MoveCall } from './moveCalls.ts'
import { type DisputeMove, isDisputeMove, type LeaseMove } from './planMoves.ts'
import { signQuorum } from './signQuorum.ts'

/** More than any step of a dispute takes. */
const gas = 500_000n

/** What the demo's parties have to say. Real ones publish it, and put down its hash and where it is. */
const said = (text: string): [Hex, Hex] => [keccak256(stringToHex(text)), stringToHex(text)]

/** The moves of disputes as calls of the verifier and the council. In this demo attestors only rule for operators. */
export function disputeCalls(
  deployment: Pick<MarketDeployment, 'chainId' | 'verifiers' | 'council'>,
  moves: readonly LeaseMove[],
  claims: ReadonlyMap<Hex, DeliveryClaim>,
): Promise<MoveCall[]> {
  return Promise.all(
    moves.filter(isDisputeMove).map(async (move) => {
      const claim = claims.get(leaseId(move.proven.lease))
      if (!claim) throw new Error(`The claim of lease ${leaseId(move.proven.lease)} was not read.`)
      return { by: move.by, call: { ...(await callOf(deployment, move, claim)), gas } }
    }),
  )
}

async function callOf(
  { chainId, verifiers, council }: Pick<MarketDeployment, 'chainId' | 'verifiers' | 'council'>,
  { action }: DisputeMove,
  claim: DeliveryClaim,
) {
  const verifier = { address: verifiers.optimistic, abi: optimisticVerifierAbi } as const
  const heard = { address: council, abi: attestorCouncilAbi, functionName: action } as const
  const disputeId = claim.leaseId
  switch (action) {
    case 'challenge':
      return { ...verifier, functionName: action, args: [claim] }
    case 'close':
      return { ...verifier, functionName: action, args: [disputeId] }
    case 'respond':
      return { ...heard, args: [disputeId, ...said('the logs of the job')] }
    case 'rebut':
      return { ...heard, args: [disputeId, ...said('a run that gave something else')] }
    case 'rule': {
      const ruling = { disputeId, claimHash: claimHash(claim), operatorWins: true }
      const quorum = await signQuorum(hashTypedData(rulingTypedData({ chainId, address: council }, ruling)))
      return { ...heard, args: [disputeId, true, quorum] }
    }
  }
}
