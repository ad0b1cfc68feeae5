import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

test('behavior: bundles for browsers: no Node built-ins anywhere below it', async () => {
  const { metafile, outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./portable.ts', import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    minify: true,
  })
  expect(outputFiles).toHaveLength(1)
  expect(Object.keys(metafile.inputs).filter((path) => path.startsWith('node:'))).toEqual([])
})
