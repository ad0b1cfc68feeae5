import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'

/** Where the traces are: `WALRAS_DATA`, or `../shared/data` beside the workspace. They are not part of the repository. */
export const dataFolder = process.env.WALRAS_DATA ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url))

/** Path of a trace, or `undefined` where it is not at hand. */
export function tracePath(file: string): string | undefined {
  const path = join(dataFolder, file)
  return existsSync(path) ? path : undefined
}

/** Rows by the names in the first line; `undefined` where the file is not at hand. */
export function readTrace(file: string): Record<string, string>[] | undefined {
  const path = tracePath(file)
  return path === undefined ? undefined : parse(readFileSync(path), { columns: true, skip_empty_lines: true })
}
