/** Bits of a key that are looked at in one pass. */
const bits = 11
const buckets = 2 ** bits
const passes = Math.ceil(64 / bits)

/** Fewer than so many rows are compared: there are more buckets to count than rows to sort. */
const fewRows = 500

const key = new Float64Array(1)
const halves = new Uint32Array(key.buffer)
key[0] = 1
/** Which half is the high one depends on the machine. */
const [low, high] = halves[1] === 0x3ff00000 ? [0, 1] : [1, 0]

/** A digit of the key whose halves are given. Digits may lie across both. */
function digitOf(lowHalf: number, highHalf: number, pass: number): number {
  const shift = pass * bits
  if (shift >= 32) return (highHalf >>> (shift - 32)) & (buckets - 1)
  const lower = lowHalf >>> shift
  return (shift > 32 - bits ? lower | (highHalf << (32 - shift)) : lower) & (buckets - 1)
}

/**
 * Sorts rows by their keys, highest first; rows with equal keys stay in order. Keys are no less than zero: their bits are
 * then in order as the numbers are. Sorted digit by digit: with a comparison that reads two keys, sixty thousand rows take
 * three times as long, 22 ms.
 */
export function sortDescending(rows: Int32Array, keys: Float64Array): void {
  const count = rows.length
  if (count < fewRows) {
    rows.sort((a, b) => (keys[b] as number) - (keys[a] as number))
    return
  }
  const lows = new Uint32Array(count)
  const highs = new Uint32Array(count)
  for (let at = 0; at < count; at++) {
    // Adding zero makes zero of what is minus zero.
    key[0] = (keys[rows[at] as number] as number) + 0
    lows[at] = halves[low] as number
    highs[at] = halves[high] as number
  }
  let order = new Int32Array(count)
  for (let at = 0; at < count; at++) order[at] = at
  let next = new Int32Array(count)
  const begin = new Int32Array(buckets)
  for (let pass = 0; pass < passes; pass++) {
    begin.fill(0)
    for (let at = 0; at < count; at++) {
      const digit = digitOf(lows[at] as number, highs[at] as number, pass)
      begin[digit] = (begin[digit] as number) + 1
    }
    let isSorted = false
    for (let digit = buckets - 1, sum = 0; digit >= 0; digit--) {
      const own = begin[digit] as number
      isSorted ||= own === count
      begin[digit] = sum
      sum += own
    }
    // All have the same digit: integers end in many zeros.
    if (isSorted) continue
    for (let at = 0; at < count; at++) {
      const row = order[at] as number
      const digit = digitOf(lows[row] as number, highs[row] as number, pass)
      const to = begin[digit] as number
      next[to] = row
      begin[digit] = to + 1
    }
    ;[order, next] = [next, order]
  }
  next.set(rows)
  for (let at = 0; at < count; at++) rows[at] = next[order[at] as number] as number
}

/** All rows of keys, by {@link sortDescending}. */
export function descending(keys: Float64Array): Int32Array {
  const rows = new Int32Array(keys.length)
  for (let row = 0; row < rows.length; row++) rows[row] = row
  sortDescending(rows, keys)
  return rows
}
