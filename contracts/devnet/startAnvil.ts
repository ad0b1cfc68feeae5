import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The mnemonic of anvil's funded accounts: public, worthless, never for another chain. */
export const anvilMnemonic = 'test test test test test test test test test test test junk'

export interface Anvil {
  /** JSON-RPC URL. */
  rpc: string
  process: ChildProcess
  stop(): Promise<void>
}

export interface StartAnvilParameters {
  /** Seconds between blocks. Default: a block per transaction. */
  blockTime?: number
  /** Default: any free one. */
  port?: number
  /** Funded accounts. Default 10. */
  accounts?: number
  /** Rules of the EVM. Default: the newest that this anvil knows. */
  hardfork?: 'prague' | 'osaka'
}

/** The binary itself, not its npm wrapper: a wrapper would leave an orphan when it is killed. */
function anvilBinary(): string {
  const wrapper = createRequire(import.meta.url).resolve('@foundry-rs/anvil/package.json')
  const platform = `@foundry-rs/anvil-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`
  const manifest = createRequire(wrapper).resolve(`${platform}/package.json`)
  return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'anvil.exe' : 'anvil')
}

/**
 * Starts a private chain on the loopback interface and waits until it answers.
 *
 * @example
 * ```ts
 * const anvil = await startAnvil({ blockTime: 1 })
 * const client = createPublicClient({ chain: foundry, transport: http(anvil.rpc) })
 * await anvil.stop()
 * ```
 */
export async function startAnvil({
  blockTime,
  port = 0,
  accounts = 10,
  hardfork,
}: StartAnvilParameters = {}): Promise<Anvil> {
  const interval = blockTime === undefined ? [] : ['--block-time', String(blockTime)]
  const rules = hardfork === undefined ? [] : ['--hardfork', hardfork]
  const child = spawn(
    anvilBinary(),
    [
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--accounts',
      String(accounts),
      '--mnemonic',
      anvilMnemonic,
      ...interval,
      ...rules,
    ],
    // A Ctrl-C in the terminal must not take the chain away from those who still use it: `stop` ends it.
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  )
  const kill = (): boolean => child.kill('SIGKILL')
  process.once('exit', kill)
  const exited = new Promise<void>((resolve) =>
    child.once('exit', () => {
      process.removeListener('exit', kill)
      resolve()
    }),
  )
  const rpc = await new Promise<string>((resolve, reject) => {
    let output = ''
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`anvil ended with code ${code} before it was ready.\n${output}`)))
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.stdout.on('data', (chunk) => {
      output += chunk
      const listening = /Listening on (\S+)/.exec(output)
      if (!listening) return
      // It goes on printing every request and block; nobody reads them.
      child.stdout.removeAllListeners('data')
      child.stdout.resume()
      resolve(`http://${listening[1]}`)
    })
  })
  return {
    rpc,
    process: child,
    stop: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}
