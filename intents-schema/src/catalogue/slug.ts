/** Whether a name is fit for a GPU class or region: 1 to 64 lower-case letters, digits or dashes. */
export function isSlug(text: string): boolean {
  return /^[a-z0-9-]{1,64}$/.test(text)
}
