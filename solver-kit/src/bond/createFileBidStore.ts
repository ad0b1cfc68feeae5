import { existsSync } from 'node:fs'
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { bidHash } from '@walras/intents-schema'
import type { Hex } from 'viem'
import { BidIndex } from './BidIndex.ts'
import type { BidStore, KeptBid } from './BidStore.ts'
import { keptBidLine, parseKeptBid } from './keptBidLine.ts'
import { readLines } from './readLines.ts'

export interface FileBidStoreOptions {
  /** Default 4 GiB. */
  maxBytes?: number
  nowMs?: () => number
  /** Hears of lines that cannot be read, other than the one that a crash cut off. */
  onDamage?: (line: number) => void
}

interface Place {
  offset: number
  length: number
}

/** The file is written anew when it holds this much more than what is still needed. */
const spareBytes = 16 * 2 ** 20

/** A rename is durable once the folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function readLine(file: FileHandle, { offset, length }: Place): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
  return buffer.subarray(0, bytesRead)
}

/**
 * Keeps bids in a file of JSON lines, through crashes and restarts: every bid is on the disk before `remember` returns.
 * Only an index is in memory. Of one process: two writers would overwrite each other.
 *
 * @throws the file system's error where the file cannot be opened.
 */
export async function createFileBidStore(
  path: string,
  { maxBytes = 4 * 2 ** 30, nowMs = Date.now, onDamage }: FileBidStoreOptions = {},
): Promise<BidStore> {
  const index = new BidIndex<Place>(maxBytes, nowMs)
  // Bids that are not revealed yet are nobody else's business.
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  if (existsSync(path)) await load()
  let { file, size } = await compact()
  let last: Promise<unknown> = Promise.resolve()

  async function load(): Promise<void> {
    let number = 0
    for await (const { bytes, offset, ended } of readLines(path)) {
      number++
      const kept = parseKeptBid(bytes)
      if (kept && ended) add(kept, offset, bytes.length + 1)
      else if (ended) onDamage?.(number)
    }
  }

  function add({ bid, ...times }: KeptBid, offset: number, length: number): void {
    index.set(bidHash(bid), { ...times, value: { offset, length }, bytes: length })
  }

  /** Copies what is still needed to a new file and puts it in the old one's place: a crash leaves one of the two. */
  async function compact(): Promise<{ file: FileHandle; size: number }> {
    const fresh = await open(`${path}.new`, 'w+', 0o600)
    const places: [Hex, Place][] = []
    let end = 0
    const entries = index.entries()
    const old = entries.length > 0 ? await open(path, 'r') : undefined
    try {
      for (const [hash, { value }] of entries) {
        await fresh.write(await readLine(old as FileHandle, value), 0, value.length, end)
        places.push([hash, { offset: end, length: value.length }])
        end += value.length
      }
      await fresh.sync()
      await rename(`${path}.new`, path)
      await syncFolder(path)
    } catch (error) {
      await fresh.close()
      throw error
    } finally {
      await old?.close()
    }
    const moved = new Map(places)
    for (const [hash, entry] of entries) index.set(hash, { ...entry, value: moved.get(hash) ?? entry.value })
    return { file: fresh, size: end }
  }

  async function append(kept: KeptBid): Promise<void> {
    const line = keptBidLine(kept)
    index.checkRoom(line.length)
    if (size > 2 * index.bytes + spareBytes) {
      const before = file
      ;({ file, size } = await compact())
      await before.close()
    }
    // At a place, not at the end: what a failed write left there is overwritten.
    await file.write(line, 0, line.length, size)
    await file.datasync()
    add(kept, size, line.length)
    size += line.length
  }

  /** One after the other, also with reads: compaction moves the lines. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }

  const read = async (place: Place) => parseKeptBid(await readLine(file, place))
  return {
    remember: (kept) => inTurn(() => append(kept)),
    find: (hash) =>
      inTurn(async () => {
        const place = index.get(hash)
        return place && (await read(place))?.bid
      }),
    unrevealed: () =>
      inTurn(async () => {
        const kept = await Promise.all(index.unrevealed().map(({ value }) => read(value)))
        return kept.filter((found) => found !== undefined)
      }),
    keepsUntilMs: () => index.keepsUntilMs(),
    close: () => inTurn(() => file.close()),
  }
}
