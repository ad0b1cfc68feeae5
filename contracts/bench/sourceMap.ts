import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { hexToBytes } from 'viem'
import { contracts, deployedCode } from './artifacts.ts'

interface SourceFunction {
  name: string
  start: number
}

/** The numbers that source maps give to files, of the newest compilation in which `file` has the number `id`. */
function sourcePaths(file: string, id: number): Record<string, string> {
  const folder = join(contracts, 'out/build-info')
  const byAge = readdirSync(folder)
    .map((name) => join(folder, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  for (const path of byAge) {
    const { source_id_to_path: paths } = JSON.parse(readFileSync(path, 'utf8'))
    if (paths[id] === file) return paths
  }
  throw new Error(`No compilation in ${folder} knows ${file}.`)
}

/** Where the functions of a file begin. A function ends where the next one begins. */
function functionsOf(path: string): SourceFunction[] {
  const source = readFileSync(join(contracts, path), 'latin1')
  const file = basename(path, '.sol')
  return [...source.matchAll(/\bfunction (\w+)|\bmodifier (\w+)|\bconstructor\(/g)].map(
    ({ index, 1: name, 2: modifier }) => ({
      name: `${file}.${name ?? modifier ?? 'constructor'}`,
      start: index,
    }),
  )
}

/**
 * The function that each instruction of a contract was compiled from; undefined for what the compiler adds of its own
 * (the codec of arguments, checks of arithmetic).
 */
export function functionsByPc(contract: string): (string | undefined)[] {
  const { code, sourceMap, id } = deployedCode(contract)
  const paths = sourcePaths(`src/${contract}.sol`, id)
  const files = new Map<string, SourceFunction[]>()
  const bytes = hexToBytes(code)
  const byPc: (string | undefined)[] = []
  let [start, file] = ['', '']
  let pc = 0
  for (const entry of sourceMap.split(';')) {
    const [s, , f] = entry.split(':')
    start = s || start
    file = f || file
    const path = paths[file]
    if (path) {
      const functions = files.get(path) ?? functionsOf(path)
      files.set(path, functions)
      byPc[pc] = functions.findLast((candidate) => candidate.start <= Number(start))?.name
    }
    const op = bytes[pc] ?? 0
    pc += 1 + (op >= 0x60 && op <= 0x7f ? op - 0x5f : 0)
  }
  return byPc
}
