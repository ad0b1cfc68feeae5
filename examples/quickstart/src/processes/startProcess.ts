import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'

export interface MarketProcess {
  name: string
  /** What the process said when it was ready. */
  ready: Record<string, unknown>
  /** Resolves with the exit code when the process ends, whoever ended it. */
  ended: Promise<number>
  stop(): Promise<void>
}

export interface StartProcessParameters {
  name: string
  /** A TypeScript file of this workspace, run by this Node. */
  script: string
  args: readonly string[]
  /** Environment on top of ours: where secrets go, since command lines are public. */
  env?: Record<string, string>
  /** Where its log goes. */
  logFile: string
  /** Told how to end the process as soon as it exists, ready or not. */
  onStarted: (stop: () => Promise<void>) => void
}

/** How long a process may take to become ready, and to end when asked. */
const readyMs = 60_000
const stopMs = 8_000

/**
 * Starts a process of the market and waits for its first line of output, a JSON object with `ready: true`. It ends when
 * asked, and when we end, whatever the reason: it holds a channel to us.
 */
export async function startProcess({
  name,
  script,
  args,
  env = {},
  logFile,
  onStarted,
}: StartProcessParameters): Promise<MarketProcess> {
  mkdirSync(dirname(logFile), { recursive: true })
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A Ctrl-C in the terminal reaches us alone: we end the others in the right order.
    detached: true,
  })
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
  onStarted(() => stop(child, ended))
  child.stderr?.pipe(createWriteStream(logFile))
  return { name, ready: await readyLine(child, ended, name, logFile), ended, stop: () => stop(child, ended) }
}

async function readyLine(child: ChildProcess, ended: Promise<number>, name: string, logFile: string) {
  const { stdout } = child
  if (!stdout) throw new TypeError('The process has no output.')
  const line = new Promise<Record<string, unknown>>((resolve, reject) => {
    createInterface({ input: stdout }).once('line', (text) => {
      try {
        resolve(JSON.parse(text))
      } catch {
        reject(new Error(`${name} said "${text}" instead of being ready.`))
      }
    })
  })
  const early = ended.then((code) => {
    throw new Error(`${name} ended with code ${code} before it was ready; see ${logFile}.`)
  })
  const late = new Promise<never>((_, reject) =>
    setTimeout(
      () => reject(new Error(`${name} was not ready within ${readyMs / 1000} s; see ${logFile}.`)),
      readyMs,
    ).unref(),
  )
  try {
    return await Promise.race([line, early, late])
  } catch (error) {
    await stop(child, ended)
    throw error
  }
}

async function stop(child: ChildProcess, ended: Promise<number>): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMs)
  await ended
  clearTimeout(timer)
}
