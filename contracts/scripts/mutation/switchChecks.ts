/** One check of one file, and the number that switches it off. */
export interface Check {
  number: number
  path: string
  line: number
  /** What tells it from all others, whatever else changes: path, function, source on one line. */
  name: string
}

interface Edit {
  start: number
  end: number
  text: (kept: string) => string
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

/** Where the alternatives of a condition begin and end: `a || b(c || d)` has two. */
function alternatives(source: string, start: number, end: number): [number, number][] {
  const found: [number, number][] = []
  let from = start
  let depth = 0
  for (let index = start; index < end; index++) {
    if (source[index] === '(') depth++
    if (source[index] === ')') depth--
    if (depth === 0 && source.startsWith('||', index)) {
      found.push([from, index])
      from = index + 2
    }
  }
  return [...found, [from, end]]
}

function findEdits(source: string): Edit[] {
  const edits: Edit[] = []
  for (const { index } of source.matchAll(/\bif \(/g)) {
    const open = source.indexOf('(', index)
    const end = closing(source, open)
    if (!/^\s*\{?\s*(?:revert\b|list\.add\()/.test(source.slice(end))) continue
    for (const [from, to] of alternatives(source, open + 1, end - 1))
      edits.push({ start: from, end: to, text: (kept) => ` (${kept} && (${source.slice(from, to)})) ` })
  }
  for (const { index, 0: call } of source.matchAll(/(?<=^ +)(?:\w+\.)?(?:_check|require|validate)\w*\(/gm)) {
    const end = closing(source, index + call.length - 1) + 1
    if (source[end - 1] === ';')
      edits.push({ start: index, end, text: (kept) => `if (${kept}) ${source.slice(index, end)}` })
  }
  for (const { index, 0: guard } of source.matchAll(
    /(?<=\)\s+(?:external|public|private|internal)[^{;]*)\b(nonReentrant|only[A-Z]\w*)\b/g,
  ))
    edits.push({ start: index, end: index + guard.length, text: (kept) => `${guard}(${kept})` })
  return edits.sort((one, other) => one.start - other.start)
}

/**
 * Puts a switch before every check of a Solidity file: each alternative of an `if (…) revert` or of an `if (…) list.add`,
 * statements that call a check, modifiers, reentrancy guards. Lines stay where they are.
 *
 * @param before how many checks the files before have
 */
export function switchChecks(path: string, source: string, before: number): { source: string; checks: Check[] } {
  const checks: Check[] = []
  let switched = ''
  let done = 0
  for (const { start, end, text } of findEdits(source)) {
    const number = before + checks.length + 1
    const inside =
      source
        .slice(0, start)
        .match(/\b(?:function|modifier) \w+|\bconstructor\b/g)
        ?.at(-1) ?? ''
    const shown = source.slice(start, end).trim().replaceAll(/\s+/g, ' ')
    const name = `${path} ${inside.replace(/^function /, '')}: ${shown}`
    const namesakes = checks.filter((other) => other.name.replace(/ #\d+$/, '') === name).length
    checks.push({
      number,
      path,
      line: source.slice(0, end).trimEnd().split('\n').length,
      name: namesakes === 0 ? name : `${name} #${namesakes + 1}`,
    })
    switched += source.slice(done, start) + text(`kept(${number})`)
    done = end
  }
  switched = (switched + source.slice(done))
    .replaceAll(/modifier (only\w+)\(\) \{(.*?)\b_;/gs, 'modifier $1(bool kept_) { if (kept_) {$2} _;')
    .replace(/^pragma .*$/m, '$& import {kept} from "src/Kept.sol";')
  return { source: switched, checks }
}
