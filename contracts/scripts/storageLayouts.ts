interface Variable {
  label: string
  slot: string
  offset: number
  type: string
}

/** What the compiler says of a contract's storage. */
export interface StorageLayout {
  storage: Variable[]
  types: Record<string, { label: string; members?: Variable[] }> | null
}

/** Variables and structs of one contract, a line each: slot+offset, name, type. */
function readable({ storage, types }: StorageLayout): Record<string, string[]> {
  const line = ({ slot, offset, label, type }: Variable) =>
    `${slot}+${offset} ${label}: ${types?.[type]?.label ?? type}`
  const structs = Object.values(types ?? {}).flatMap(({ label, members }) =>
    members ? [[label, members.map(line)] as const] : [],
  )
  return Object.fromEntries([['variables', storage.map(line)], ...structs.sort(([a], [b]) => (a < b ? -1 : 1))])
}

/** The storage of every contract as text to commit and to compare: a change of layout must be seen. */
export function storageLayouts(layouts: Record<string, StorageLayout>): string {
  return `${JSON.stringify(Object.fromEntries(Object.entries(layouts).map(([name, layout]) => [name, readable(layout)])), null, 2)}\n`
}
