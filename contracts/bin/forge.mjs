// npm's own wrapper ends with 0 whatever forge ends with: a failed test would pass CI. This one runs the same binary and
// hands its exit code on.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const wrapper = createRequire(import.meta.url).resolve('@foundry-rs/forge/package.json')
const platform = `@foundry-rs/forge-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`
const binary = join(dirname(createRequire(wrapper).resolve(`${platform}/package.json`)), 'bin/forge')

const { status, signal, error } = spawnSync(binary, process.argv.slice(2), { stdio: 'inherit' })
if (error) throw error
if (signal) process.kill(process.pid, signal)
process.exit(status ?? 1)
