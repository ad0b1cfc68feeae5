/**
 * Writes items in groups: while one write is on its way, the next items gather. One durable write for many callers, so
 * that admission is bounded by signatures and not by the database.
 */
export function groupCommit<T>(write: (items: readonly T[]) => Promise<void>): (item: T) => Promise<void> {
  let gathering: { items: T[]; written: Promise<void> } | undefined
  let last: Promise<unknown> = Promise.resolve()
  return (item) => {
    if (!gathering) {
      const group = { items: [] as T[], written: Promise.resolve() }
      group.written = last.then(() => {
        gathering = undefined
        return write(group.items)
      })
      last = group.written.catch(() => {})
      gathering = group
    }
    gathering.items.push(item)
    return gathering.written
  }
}
