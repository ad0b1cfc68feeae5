import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const program = fileURLToPath(new URL('./memoryReducer.fixture.ts', import.meta.url))

/** What V8 says of its memory reducer while a process idles. */
async function idle(...options: string[]): Promise<string> {
  const flags = ['--trace-memory-reducer', '--gc-memory-reducer-start-delay-ms=50']
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [...flags, program, ...options])
  expect(stderr).toBe('')
  return stdout
}

test('behavior: V8 waits for no chance to make an idle process smaller', async () => {
  expect(await idle()).toContain('waiting for')
  expect(await idle('stop')).not.toContain('waiting for')
})
