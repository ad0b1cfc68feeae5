/** Checks that no test can miss, by name, and why they stay. */
export const equivalent: Readonly<Record<string, string>> = {}
