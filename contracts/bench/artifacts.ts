import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Abi, Hex } from 'viem'

export interface Artifact {
  abi: Abi
  bytecode: Hex
}

export const contracts = join(import.meta.dirname, '..')
const require = createRequire(import.meta.url)

/** Compiles what the benchmark deploys, so that it measures the sources as they are now. */
export function compile(): void {
  execFileSync('forge', ['build', 'src', 'test/tokens'], { cwd: contracts, stdio: ['ignore', 2, 'inherit'] })
}

function forgeArtifact(name: string) {
  return JSON.parse(readFileSync(join(contracts, `out/${name}.sol/${name}.json`), 'utf8'))
}

/** A contract of ours, as last compiled. */
export function compiled(name: string): Artifact {
  const { abi, bytecode } = forgeArtifact(name)
  return { abi, bytecode: bytecode.object }
}

/** The deployed code of a contract of ours, and what it was compiled from. */
export function deployedCode(name: string): { code: Hex; sourceMap: string; id: number } {
  const { deployedBytecode, id } = forgeArtifact(name)
  return { code: deployedBytecode.object, sourceMap: deployedBytecode.sourceMap, id }
}

/** A contract of CoW Protocol's npm package, as its authors compiled it. */
export function published(name: string): Artifact {
  const { abi, bytecode } = require(`@cowprotocol/contracts/lib/contracts/${name}.json`)
  return { abi, bytecode }
}
