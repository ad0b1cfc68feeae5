import type { Hex } from 'viem'
import type { StoredIntent } from './intentStore.ts'
import type { Store } from './openStore.ts'
import type { StoredRound } from './roundStore.ts'
import { endsAt, type IntentState } from './tables.ts'

/** A store that forgets at the end: for devnets and tests. Making a database takes seconds, this takes none. */
export function createMemoryStore(): Store {
  const intents = new Map<Hex, StoredIntent & { state: IntentState }>()
  const rounds = new Map<Hex, StoredRound>()
  const all = () => [...intents.values()]
  const plain = ({ id, signed }: StoredIntent): StoredIntent => ({ id, signed })
  const inOrder = () => [...rounds.values()].sort((a, b) => (a.number < b.number ? -1 : 1))
  return {
    intents: {
      async add({ id, signed }) {
        if (!intents.has(id)) intents.set(id, { id, signed, state: 'live' })
      },
      live: async () =>
        all()
          .filter(({ state }) => state === 'live')
          .map(plain),
      find: async (ids) => ids.flatMap((id) => intents.get(id) ?? []).map(plain),
      async end(ids, state) {
        for (const intent of ids.flatMap((id) => intents.get(id) ?? []))
          if (intent.state === 'live' || state === 'settled') intent.state = state
      },
      async endExpired(nowSeconds) {
        for (const intent of all())
          if (intent.state === 'live' && endsAt(intent.signed) <= nowSeconds) intent.state = 'expired'
      },
    },
    rounds: {
      async save(round) {
        rounds.set(round.auctionHash, round)
      },
      find: async (auctionHash) => rounds.get(auctionHash),
      settling: async () => inOrder().filter(({ state }) => state === 'settling'),
      latestNumber: async () => inOrder().at(-1)?.number ?? 0n,
      async dropOpen() {
        const open = inOrder().filter(({ state }) => state === 'open')
        for (const round of open) rounds.set(round.auctionHash, { ...round, state: 'failed' })
        return open.length
      },
      async trim(keep) {
        for (const round of inOrder().slice(0, -keep))
          if (round.state !== 'settling') rounds.set(round.auctionHash, { ...round, record: {} })
      },
    },
    close: async () => {},
  }
}
