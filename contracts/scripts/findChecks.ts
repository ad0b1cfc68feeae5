/** One check taken out of one file. */
export interface Mutant {
  path: string
  line: number
  /** The check as it stands in the source, on one line. */
  check: string
  /** The whole file without it. */
  source: string
}

/** The index after the parenthesis that closes the one at `open`. */
function closing(source: string, open: number): number {
  let depth = 0
  for (let index = open; index < source.length; index++) {
    if (source[index] === '(') depth++
    if (source[index] === ')' && --depth === 0) return index + 1
  }
  throw new Error(`Unbalanced parenthesis at ${open}.`)
}

/** Every check of a Solidity file: `if (…) revert`, statements that call a check, modifiers, reentrancy guards. */
export function findChecks(path: string, source: string): Mutant[] {
  const mutants: Mutant[] = []
  const add = (start: number, end: number, replacement: string) =>
    mutants.push({
      path,
      line: source.slice(0, start).split('\n').length,
      check: source.slice(start, end).replaceAll(/\s+/g, ' ').slice(0, 100),
      source: source.slice(0, start) + replacement + source.slice(end),
    })

  for (const { index } of source.matchAll(/\bif \(/g)) {
    const open = source.indexOf('(', index)
    const end = closing(source, open)
    if (/^\s*\{?\s*revert\b/.test(source.slice(end)))
      add(index, end, `if (false && (${source.slice(open + 1, end - 1)}))`)
  }
  for (const { index, 0: call } of source.matchAll(/(?<=^ +)(?:\w+\.)?(?:_check|require|validate)\w*\(/gm)) {
    const end = closing(source, index + call.length - 1)
    if (source[end] === ';') add(index, end + 1, '')
  }
  for (const { index, 0: guard } of source.matchAll(
    /(?<=\)\s+(?:external|public|private|internal)[^{;]*)\b(nonReentrant|only[A-Z]\w*)\b/g,
  ))
    add(index, index + guard.length, '')
  return mutants
}
