import { measureWarmStart } from './routing/warmStart.ts'

for (const c of process.argv[2].split(',')) console.table(measureWarmStart(c, [1, 2, 3]))
