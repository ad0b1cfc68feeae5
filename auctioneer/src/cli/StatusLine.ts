import { Writable } from 'node:stream'
import type { WriteStream } from 'node:tty'

const eraseLine = '\r\x1b[2K'

/** One line at the bottom of a terminal that stays in place while log lines scroll by above it. */
export class StatusLine {
  readonly #terminal: WriteStream
  #text = ''

  constructor(terminal: WriteStream) {
    this.#terminal = terminal
  }

  show(text: string): void {
    this.#text = text.slice(0, Math.max(0, this.#terminal.columns - 1))
    this.#terminal.write(`${eraseLine}${this.#text}`)
  }

  /** For everything else that writes to the terminal. */
  above(): Writable {
    return new Writable({
      decodeStrings: false,
      write: (chunk, _encoding, done) => {
        this.#terminal.write(`${eraseLine}${chunk}${this.#text}`)
        done()
      },
    })
  }

  clear(): void {
    this.#text = ''
    this.#terminal.write(eraseLine)
  }
}
