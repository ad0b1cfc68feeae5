import type { ComputeHardware, ComputeIntent, Pool, Snapshot } from '@walras/intents-schema'
import type { Curve, Problem, ProblemIntent } from '@walras/solver-kit/portable'

/** Pieces this large take a thread a millisecond or two to write. */
const intentsPerPiece = 500
const cellsPerPiece = 500

/** What intents with equal wishes share; their list of lines says which do. */
type Wishes = Pick<ProblemIntent, 'hardwareIds' | 'regionIds'> & Pick<ComputeIntent, 'hardware' | 'regions' | 'minTier'>

type KnownWishes = Wishes & Pick<ProblemIntent, 'lines'>

/** A market without its pools and intents. */
interface Frame extends Omit<Problem, 'intents' | 'curves' | 'snapshot'> {
  snapshot: Omit<Snapshot, 'pools'>
}

/** A part of a problem. The frame comes first, pools and intents follow in their order. */
export type ProblemPiece =
  | { kind: 'frame'; frame: Frame }
  | { kind: 'pools'; pools: readonly Pool[]; curves: readonly (readonly Curve[])[] }
  | {
      kind: 'intents'
      /** Those that no piece before had. */
      wishes: readonly Wishes[]
      /** Of each of those: how many lines may serve it, then each line and its hardware. */
      options: Int32Array
      /** Of each intent: its wishes, its window's ends, and whether it is contiguous. */
      places: Int32Array
      /** Of each intent: most payment, work, least work, least units, most pools, start and finish. */
      amounts: BigUint64Array
      /** Amounts of 64 bits or more, by their place. */
      wide: ReadonlyMap<number, bigint>
    }

type IntentsPiece = Extract<ProblemPiece, { kind: 'intents' }>

const placesPerIntent = 4

const amountsPerIntent = 7

function* cutPools({ snapshot: { pools, slotCount }, curves }: Problem): Generator<ProblemPiece> {
  const count = Math.max(1, Math.floor(cellsPerPiece / Math.max(1, slotCount)))
  for (let at = 0; at < pools.length; at += count)
    yield { kind: 'pools', pools: pools.slice(at, at + count), curves: curves.slice(at, at + count) }
}

function* cutIntents({ intents }: Problem): Generator<ProblemPiece> {
  const known = new Map<ProblemIntent['lines'], number>()
  for (let first = 0; first < intents.length; first += intentsPerPiece) {
    const part = intents.slice(first, first + intentsPerPiece)
    const places = new Int32Array(placesPerIntent * part.length)
    const amounts = new BigUint64Array(amountsPerIntent * part.length)
    const wishes: Wishes[] = []
    const options: number[] = []
    const wide = new Map<number, bigint>()
    const put = (place: number, amount: bigint): void => {
      amounts[place] = amount
      if (amounts[place] !== amount) wide.set(place, amount)
    }
    for (const [at, buyer] of part.entries()) {
      const { lines, hardwareIds, regionIds, window, signed } = buyer
      const { hardware, regions, minTier, work, minWork, minUnits, maxPools, startAfter, finishBy, contiguous } =
        signed.intent
      let index = known.get(lines)
      if (index === undefined) {
        index = known.size
        known.set(lines, index)
        wishes.push({ hardwareIds, regionIds, hardware, regions, minTier })
        options.push(lines.length)
        for (const option of lines) options.push(option.line, option.hardware)
      }
      const place = placesPerIntent * at
      places[place] = index
      places[place + 1] = window.from
      places[place + 2] = window.to
      places[place + 3] = contiguous ? 1 : 0
      const amount = amountsPerIntent * at
      put(amount, signed.maxPayment)
      put(amount + 1, work)
      put(amount + 2, minWork)
      put(amount + 3, minUnits)
      put(amount + 4, maxPools)
      put(amount + 5, startAfter)
      put(amount + 6, finishBy)
    }
    yield { kind: 'intents', wishes, options: Int32Array.from(options), places, amounts, wide }
  }
}

/**
 * Cuts a problem into pieces that can be sent from thread to thread one at a time: what is sent is copied, and a large
 * problem would keep the sender from hearing anything for a second. What routing does not look at stays behind: ids, who
 * wants something, and signatures.
 */
export function* cutProblem(problem: Problem): Generator<ProblemPiece> {
  const { intents: _, curves: __, snapshot, ...rest } = problem
  const { pools: ___, ...times } = snapshot
  yield { kind: 'frame', frame: { ...rest, snapshot: times } }
  yield* cutPools(problem)
  yield* cutIntents(problem)
}

/** Puts the pieces of a problem together again. */
export class ProblemAssembly {
  #frame: Frame | undefined
  #pools: Pool[] = []
  #curves: (readonly Curve[])[] = []
  #wishes: KnownWishes[] = []
  #intents: ProblemIntent[] = []

  /** A frame begins another problem. */
  add(piece: ProblemPiece): void {
    if (piece.kind === 'frame') {
      this.clear()
      this.#frame = piece.frame
    } else if (piece.kind === 'pools') {
      this.#pools.push(...piece.pools)
      this.#curves.push(...piece.curves)
    } else {
      this.#addWishes(piece)
      for (let at = 0; at * placesPerIntent < piece.places.length; at++) this.#intents.push(this.#intent(piece, at))
    }
  }

  clear(): void {
    this.#frame = undefined
    this.#pools = []
    this.#curves = []
    this.#wishes = []
    this.#intents = []
  }

  /** The problem of all pieces since its frame. Pieces that come later do not change it: rules keep what they know of it. */
  get problem(): Problem {
    if (!this.#frame) throw new Error('A problem begins with its frame.')
    const { snapshot, ...rest } = this.#frame
    const pools = [...this.#pools]
    return { ...rest, snapshot: { ...snapshot, pools }, curves: [...this.#curves], intents: [...this.#intents] }
  }

  #addWishes({ wishes, options }: IntentsPiece): void {
    let at = 0
    for (const wish of wishes) {
      const lines = Array.from({ length: options[at++] as number }, () => {
        const [line, hardware] = [options[at++] as number, options[at++] as number]
        return { line, hardware, speed: (wish.hardware[hardware] as ComputeHardware).speed }
      })
      this.#wishes.push({ ...wish, lines })
    }
  }

  #intent({ places, amounts, wide }: IntentsPiece, at: number): ProblemIntent {
    const place = (column: number): number => places[placesPerIntent * at + column] as number
    const amount = (column: number): bigint => {
      const index = amountsPerIntent * at + column
      return wide.get(index) ?? (amounts[index] as bigint)
    }
    const { lines, hardwareIds, regionIds, hardware, regions, minTier } = this.#wishes[place(0)] as KnownWishes
    return {
      id: '0x',
      lines,
      hardwareIds,
      regionIds,
      window: { from: place(1), to: place(2) },
      signed: {
        owner: '0x',
        token: (this.#frame as Frame).token,
        nonce: 0n,
        validUntil: 0n,
        signature: '0x',
        maxPayment: amount(0),
        intent: {
          recipient: '0x',
          workload: '',
          hardware,
          regions,
          minTier,
          work: amount(1),
          minWork: amount(2),
          minUnits: amount(3),
          maxPools: amount(4),
          startAfter: amount(5),
          finishBy: amount(6),
          contiguous: place(3) === 1,
        },
      },
    }
  }
}
