/**
 * Text for an outcome: printable ASCII on one line, cut to `limit` characters. Some reasons are a stranger's words, such as
 * a token's revert message, and all are hashed: they must be the same bytes, and fit a message, everywhere.
 */
export function plainLine(text: string, limit: number): string {
  const plain = text.replace(/[^ -~]/gu, '?')
  return plain.length <= limit ? plain : `${plain.slice(0, limit - 3)}...`
}
