/** One thing that must be true of a market, and what was found. */
export interface Check {
  name: string
  ok: boolean
  detail: string
}

/** A check that passes when there are no findings; its detail is `passed`, or the findings. */
export function check(name: string, findings: readonly string[], passed: string): Check {
  const shown = findings.slice(0, 3).join('; ')
  const more = findings.length > 3 ? ` and ${findings.length - 3} more` : ''
  return { name, ok: findings.length === 0, detail: findings.length === 0 ? passed : shown + more }
}

export const sum = <T>(list: readonly T[], value: (item: T) => bigint): bigint =>
  list.reduce((total, item) => total + value(item), 0n)

/** A finding, unless the amounts are equal. */
export function equal(what: string, found: bigint, expected: bigint): string[] {
  return found === expected ? [] : [`${what}: ${found}, not ${expected}`]
}
