/*
 * `exp` and `log` with the same last bit everywhere. ECMAScript leaves those of `Math` to the engine, and engines
 * differ: Chromium 156 and Node 24 in one of ten values of `Math.exp`. A plan decided by such a bit would not be the same in
 * both. Sums, products, quotients and square roots are exact to the bit by IEEE 754, and these are made of nothing else,
 * after fdlibm 5.3, whose notice is:
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */

const inverseLn2 = Math.LOG2E
/** The first 32 bits of ln 2, so that small multiples are exact, and the rest of it. */
const ln2High = 0.6931471803691238
const ln2Low = 1.9082149292705877e-10

/** Of the remainder in `exp`: a Remez polynomial on [0, ln 2 / 2], error below 2^-59. */
const [p1, p2, p3, p4, p5] = [
  0.16666666666666602, -0.0027777777777015593, 6.613756321437934e-5, -1.6533902205465252e-6, 4.1381367970572385e-8,
] as const

/** Of `log`: a Remez polynomial on [0, 0.1716], error below 2^-58.45. */
const [l1, l2, l3, l4, l5, l6, l7] = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
] as const

/** The exponents of normal numbers. */
const [leastExponent, mostExponent] = [-1022, 1023]

/** 2^k at k - {@link leastExponent}. */
const powersOfTwo = new Float64Array(mostExponent - leastExponent + 1)
for (let power = 1, k = 0; k <= mostExponent; k++, power *= 2) powersOfTwo[k - leastExponent] = power
for (let power = 1, k = 0; k >= leastExponent; k--, power /= 2) powersOfTwo[k - leastExponent] = power

/** e^x; 0 where that is below 2^-1022, and infinite from 2^1023.5 up. */
export function exp(x: number): number {
  const k = Math.floor(inverseLn2 * x + 0.5)
  if (k < leastExponent) return 0
  if (k > mostExponent) return Number.POSITIVE_INFINITY
  const high = x - k * ln2High
  const low = k * ln2Low
  const rest = high - low
  const square = rest * rest
  const c = rest - square * (p1 + square * (p2 + square * (p3 + square * (p4 + square * p5))))
  const mantissa = 1 - (low - (rest * c) / (2 - c) - high)
  return mantissa * (powersOfTwo[k - leastExponent] as number)
}

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)
double[0] = 1
/** Which word holds sign and exponent: the second one on machines that put the low end first. */
const highWord = words[1] === 0x3ff00000 ? 1 : 0

/** The natural logarithm. */
export function log(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return x === 0 ? Number.NEGATIVE_INFINITY : x < 0 ? Number.NaN : x
  const subnormal = x < (powersOfTwo[0] as number)
  double[0] = subnormal ? x * 2 ** 54 : x
  const high = words[highWord] as number
  // x = 2^k (1 + f) with 1 + f between √½ and √2.
  const fraction = high & 0xfffff
  const carry = (fraction + 0x95f64) & 0x100000
  words[highWord] = fraction | (carry ^ 0x3ff00000)
  const k = (high >> 20) - 1023 + (carry >> 20) - (subnormal ? 54 : 0)
  const f = double[0] - 1
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const r = z * (l1 + w * (l3 + w * (l5 + w * l7))) + w * (l2 + w * (l4 + w * l6))
  const half = 0.5 * f * f
  return s * (half + r) + k * ln2Low - half + f + k * ln2High
}
