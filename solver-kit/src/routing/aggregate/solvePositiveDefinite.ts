/** Solves `matrix · x = right` by Cholesky's method. The symmetric positive definite matrix, by rows, is overwritten. */
export function solvePositiveDefinite(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length
  const x = Float64Array.from(right)
  for (let i = 0; i < size; i++) {
    const row = i * size
    for (let j = 0; j <= i; j++) {
      const other = j * size
      let sum = matrix[row + j] as number
      for (let k = 0; k < j; k++) sum -= (matrix[row + k] as number) * (matrix[other + k] as number)
      // Rounding can leave a pivot that is not positive: a huge one takes the row out.
      matrix[row + j] = i === j ? Math.sqrt(sum > 0 ? sum : Number.MAX_VALUE) : sum / (matrix[other + j] as number)
    }
  }
  for (let i = 0; i < size; i++) {
    let sum = x[i] as number
    for (let k = 0; k < i; k++) sum -= (matrix[i * size + k] as number) * (x[k] as number)
    x[i] = sum / (matrix[i * size + i] as number)
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = x[i] as number
    for (let k = i + 1; k < size; k++) sum -= (matrix[k * size + i] as number) * (x[k] as number)
    x[i] = sum / (matrix[i * size + i] as number)
  }
  return x
}
