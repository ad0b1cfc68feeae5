import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build, type Plugin, type Rolldown } from 'vite'

export interface Bundle {
  /** By the path that a page asks for. */
  files: ReadonlyMap<string, string | Uint8Array>
  /** Who imports what of Node. */
  builtins: readonly { module: string; importer: string }[]
}

/** Bundles a page of this folder as Vite does without being told anything, but that it writes down who imports what of Node. */
export async function bundlePage(page: string): Promise<Bundle> {
  const builtins: { module: string; importer: string }[] = []
  const watchBuiltins: Plugin = {
    name: 'watch-builtins',
    enforce: 'pre',
    resolveId(module, importer = '') {
      if (module.startsWith('node:') || builtinModules.includes(module)) builtins.push({ module, importer })
      return null
    },
  }
  const built = await build({
    root: fileURLToPath(new URL('.', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    plugins: [watchBuiltins],
    worker: { plugins: () => [watchBuiltins] },
    build: { write: false, rolldownOptions: { input: fileURLToPath(new URL(page, import.meta.url)) } },
  })
  const { output } = built as Rolldown.RolldownOutput
  const files = new Map(output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]))
  return { files, builtins }
}
