import type { Batch, Deployment } from '@walras/intents-schema'
import { erc20Abi, type Hex, type PublicClient, parseAbi } from 'viem'
import type { Drops } from './blameIntents.ts'

const nonceAbi = parseAbi(['event UnorderedNonceInvalidation(address indexed owner, uint256 word, uint256 mask)'])

/**
 * Orders whose owners moved money, changed what Permit2 may pull, or cancelled nonces in the block in which their batch
 * reverted: who takes something back and restores it in the same block leaves no other trace. Who did so for reasons of
 * their own loses one round.
 *
 * @param ids ids of the batch's intents, in its order
 */
export async function findMovers(
  client: PublicClient,
  { token, permit2 }: Pick<Deployment, 'token' | 'permit2'>,
  { orders }: Batch,
  ids: readonly Hex[],
  blockNumber: bigint,
): Promise<Drops> {
  const owners = orders.map(({ signed }) => signed.owner)
  const within = { fromBlock: blockNumber, toBlock: blockNumber, strict: true } as const
  const [transfers, approvals, cancellations] = await Promise.all([
    client.getContractEvents({
      ...within,
      address: token,
      abi: erc20Abi,
      eventName: 'Transfer',
      args: { from: owners },
    }),
    client.getContractEvents({
      ...within,
      address: token,
      abi: erc20Abi,
      eventName: 'Approval',
      args: { owner: owners },
    }),
    client.getContractEvents({
      ...within,
      address: permit2,
      abi: nonceAbi,
      eventName: 'UnorderedNonceInvalidation',
      args: { owner: owners },
    }),
  ])
  const moved = new Set(
    [
      ...transfers.map(({ args }) => args.from),
      ...approvals.map(({ args }) => args.owner),
      ...cancellations.map(({ args }) => args.owner),
    ].map((owner) => owner.toLowerCase()),
  )
  return new Map(
    ids.flatMap((id, index) =>
      moved.has(owners[index]?.toLowerCase() ?? '')
        ? [
            [
              id,
              `Its owner moved money or cancelled nonces in block ${blockNumber}, in which the batch reverted.`,
            ] as const,
          ]
        : [],
    ),
  )
}
