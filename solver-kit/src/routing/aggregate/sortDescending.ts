/** Bits of a key that are looked at in one pass, of those in its high half. */
const bits = 11
const buckets = 2 ** bits
const passes = Math.ceil(32 / bits)

/** Fewer than so many rows are compared: there are more buckets to count than rows to sort. */
const fewRows = 500

/** So many rows are sorted by insertion. */
const shortRun = 16

const key = new Float64Array(1)
const halves = new Uint32Array(key.buffer)
key[0] = 1
/** Which half is the high one depends on the machine. */
const high = halves[1] === 0x3ff00000 ? 1 : 0

/**
 * Sorts rows by their keys, highest first; rows with equal keys stay in order. Keys are no less than zero: their bits are
 * then in order as the numbers are. Sorted digit by digit, by the half of a key that tells nearly all of them apart, and
 * what that leaves by comparison: which reads two keys each time, and for all of sixty thousand rows would take five times as
 * long.
 */
export function sortDescending(rows: Int32Array, keys: Float64Array): void {
  const count = rows.length
  if (count < fewRows) {
    sortRun(rows, keys)
    return
  }
  let heads = new Uint32Array(count)
  for (let at = 0; at < count; at++) {
    // Adding zero makes zero of what is minus zero.
    key[0] = (keys[rows[at] as number] as number) + 0
    heads[at] = halves[high] as number
  }
  let order: Int32Array = rows
  let nextOrder: Int32Array = new Int32Array(count)
  let nextHeads = new Uint32Array(count)
  const begin = new Int32Array(buckets)
  for (let pass = 0; pass < passes; pass++) {
    const shift = pass * bits
    begin.fill(0)
    for (let at = 0; at < count; at++) {
      const digit = ((heads[at] as number) >>> shift) & (buckets - 1)
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
      const head = heads[at] as number
      const digit = (head >>> shift) & (buckets - 1)
      const to = begin[digit] as number
      nextOrder[to] = order[at] as number
      nextHeads[to] = head
      begin[digit] = to + 1
    }
    ;[order, nextOrder, heads, nextHeads] = [nextOrder, order, nextHeads, heads]
  }
  if (order !== rows) rows.set(order)
  for (let from = 0, to = 1; from < count; from = to, to++) {
    while (to < count && heads[to] === heads[from]) to++
    if (to - from > 1) sortRun(rows.subarray(from, to), keys)
  }
}

/** Short stretches by insertion, then by merging: without a call for each comparison. */
function sortRun(rows: Int32Array, keys: Float64Array): void {
  const count = rows.length
  for (let from = 0; from < count; from += shortRun) insert(rows, keys, from, Math.min(count, from + shortRun))
  if (count <= shortRun) return
  let order: Int32Array = rows
  let nextOrder: Int32Array = new Int32Array(count)
  for (let width = shortRun; width < count; width *= 2) {
    for (let from = 0; from < count; from += 2 * width) merge(order, nextOrder, keys, from, width)
    ;[order, nextOrder] = [nextOrder, order]
  }
  if (order !== rows) rows.set(order)
}

function insert(rows: Int32Array, keys: Float64Array, from: number, end: number): void {
  for (let at = from + 1; at < end; at++) {
    const row = rows[at] as number
    const own = keys[row] as number
    let to = at
    for (; to > from && (keys[rows[to - 1] as number] as number) < own; to--) rows[to] = rows[to - 1] as number
    rows[to] = row
  }
}

/** Merges two sorted stretches of `width` rows that follow each other, or what there is of them. */
function merge(rows: Int32Array, merged: Int32Array, keys: Float64Array, from: number, width: number): void {
  const middle = Math.min(rows.length, from + width)
  const end = Math.min(rows.length, middle + width)
  let left = from
  let right = middle
  for (let to = from; to < end; to++) {
    const isRight =
      left === middle ||
      (right < end && (keys[rows[right] as number] as number) > (keys[rows[left] as number] as number))
    merged[to] = rows[isRight ? right++ : left++] as number
  }
}

/** Rows of keys above zero, by {@link sortDescending}. */
export function descending(keys: Float64Array): Int32Array {
  const all = new Int32Array(keys.length)
  let count = 0
  for (let row = 0; row < keys.length; row++) if ((keys[row] as number) > 0) all[count++] = row
  const rows = all.subarray(0, count)
  sortDescending(rows, keys)
  return rows
}
