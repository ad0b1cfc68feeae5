import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { leaseEndings } from './report/leaseEnds.ts'
import type { DemoReport } from './report/writeReport.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'walras-test-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function start(...args: string[]): ChildProcess & { output: () => string } {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, TMPDIR: directory } })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  return Object.assign(child, { output: () => output })
}

const exitCode = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.once('exit', resolve))

/** Processes that a process has started, by /proc. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => {
      try {
        const stat = readFileSync(`/proc/${candidate}/stat`, 'utf8')
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid
      } catch {
        return false
      }
    })
}

function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z'
  } catch {
    return false
  }
}

test('default: a small market trades, and everything it did is confirmed by the chain', async () => {
  const child = start('--json', '--intents', '40', '--seed', '7')
  const code = await exitCode(child)
  const report: DemoReport = JSON.parse(child.output())
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([])
  expect(code).toBe(0)
  expect(report.intents.signed).toBe(40)
  expect(report.intents.settled + report.intents.expired).toBe(40)
  expect(report.intents.settled).toBeGreaterThan(20)
  expect(report.intents.refused).toBe(8)
  expect(Object.keys(report.wins)).toEqual(['greedy-value', 'linear', 'waterfill'])
  expect(BigInt(report.surplus)).toBeGreaterThan(0n)

  const ends = new Map(report.leases?.map((row) => [row.end, row]))
  for (const end of leaseEndings) expect([...ends.keys()]).toContain(end)
  expect(ends.get('settled')?.leases).toBeGreaterThan(20)
  expect(BigInt(ends.get('failed: silent')?.compensation ?? 0)).toBeGreaterThan(0n)
  expect(BigInt(ends.get('failed: disproven')?.rewards ?? 0)).toBeGreaterThan(0n)
  expect(BigInt(ends.get('released before the slot')?.compensation ?? 0)).toBe(0n)
  expect(BigInt(report.bonds?.slashed ?? 0)).toBeGreaterThan(0n)
}, 300_000)

test.runIf(process.platform === 'linux')(
  'behavior: Ctrl-C ends every process',
  async () => {
    const child = start('--intents', '20')
    const { pid } = child
    if (pid === undefined) throw new Error('The demo did not start.')
    const trading = new Promise<void>((resolve) =>
      child.stdout?.on('data', () => /round \d/.test(child.output()) && resolve()),
    )
    await Promise.race([trading, exitCode(child)])
    const started = childrenOf(pid)
    expect(started.length).toBeGreaterThanOrEqual(5)
    const ended = exitCode(child)
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    expect(started.filter(isAlive)).toEqual([])
  },
  120_000,
)

test('error: a bad option is explained', async () => {
  const child = start('--intents', 'many')
  let complaint = ''
  child.stderr?.on('data', (chunk) => {
    complaint += chunk
  })
  expect(await exitCode(child)).toBe(1)
  expect(complaint).toContain('whole number from 1 to 2000')
})
