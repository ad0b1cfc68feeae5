/** A symmetric positive definite matrix that is only known by what it does. */
export interface Operator {
  diagonal: Float64Array
  multiply(x: Float64Array, product: Float64Array): void
}

export interface ConjugateGradientsOptions {
  /** Share of the right side that may be missing at the end, in the norm of the diagonal's inverse. */
  tolerance: number
  maxSteps: number
}

/** Solves `matrix · x = right` by conjugate gradients, preconditioned by the diagonal. */
export function conjugateGradients(
  matrix: Operator,
  right: Float64Array,
  { tolerance, maxSteps }: ConjugateGradientsOptions,
): Float64Array {
  const { diagonal } = matrix
  const size = right.length
  const x = new Float64Array(size)
  const residual = Float64Array.from(right)
  const scaled = new Float64Array(size)
  for (let at = 0; at < size; at++) scaled[at] = (residual[at] as number) / (diagonal[at] as number)
  const image = new Float64Array(size)
  const search = Float64Array.from(scaled)
  let weight = dot(residual, scaled)
  const enough = weight * tolerance * tolerance
  for (let step = 0; step < maxSteps && weight > enough; step++) {
    matrix.multiply(search, image)
    const length = weight / dot(search, image)
    for (let at = 0; at < size; at++) {
      x[at] = (x[at] as number) + length * (search[at] as number)
      residual[at] = (residual[at] as number) - length * (image[at] as number)
      scaled[at] = (residual[at] as number) / (diagonal[at] as number)
    }
    const next = dot(residual, scaled)
    const ratio = next / weight
    for (let at = 0; at < size; at++) search[at] = (scaled[at] as number) + ratio * (search[at] as number)
    weight = next
  }
  return x
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}
