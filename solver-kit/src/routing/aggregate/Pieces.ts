/** No piece. */
const none = -1

/**
 * What each buyer of a product holds of its pools' quotas, while the product is dealt out: lists in columns, whose memory
 * serves one product after the other.
 */
export class Pieces {
  /** By piece: the pool's quota, and GPU-seconds of it. */
  quota: Int32Array = new Int32Array(0)
  units: Float64Array = new Float64Array(0)
  /** By piece: the buyer's next one, or -1. */
  next: Int32Array = new Int32Array(0)
  #used = 0
  /** By buyer. */
  readonly #first: Int32Array

  /** For so many buyers at most. */
  constructor(buyers: number) {
    this.#first = new Int32Array(buyers)
    this.#grow(buyers + 16)
  }

  #grow(pieces: number): void {
    const { quota, units, next } = this
    this.quota = new Int32Array(pieces)
    this.units = new Float64Array(pieces)
    this.next = new Int32Array(pieces)
    this.quota.set(quota)
    this.units.set(units)
    this.next.set(next)
  }

  /** Nobody holds anything. */
  clear(buyers: number): void {
    this.#used = 0
    this.#first.fill(none, 0, buyers)
  }

  /** A buyer's first piece; -1 if it has none. */
  first(buyer: number): number {
    return this.#first[buyer] as number
  }

  count(buyer: number): number {
    let count = 0
    for (let piece = this.first(buyer); piece !== none; piece = this.next[piece] as number) count++
    return count
  }

  /** What a buyer holds of a quota; -1 if it holds nothing of it. */
  find(buyer: number, quota: number): number {
    let piece = this.first(buyer)
    while (piece !== none && this.quota[piece] !== quota) piece = this.next[piece] as number
    return piece
  }

  /** Gives a buyer units of a quota: more of a piece it has, or one more piece, its last. */
  give(buyer: number, quota: number, units: number): void {
    let last = none
    for (let piece = this.first(buyer); piece !== none; piece = this.next[piece] as number) {
      if (this.quota[piece] === quota) {
        this.units[piece] = (this.units[piece] as number) + units
        return
      }
      last = piece
    }
    if (this.#used === this.next.length) this.#grow(2 * this.#used)
    const piece = this.#used++
    this.quota[piece] = quota
    this.units[piece] = units
    this.next[piece] = none
    if (last === none) this.#first[buyer] = piece
    else this.next[last] = piece
  }

  /** Takes units of one of a buyer's pieces back; of none is left, the piece is gone. */
  takeBack(buyer: number, piece: number, units: number): void {
    this.units[piece] = (this.units[piece] as number) - units
    if (this.units[piece] !== 0) return
    const after = this.next[piece] as number
    if (this.first(buyer) === piece) {
      this.#first[buyer] = after
      return
    }
    let before = this.first(buyer)
    while (this.next[before] !== piece) before = this.next[before] as number
    this.next[before] = after
  }
}
