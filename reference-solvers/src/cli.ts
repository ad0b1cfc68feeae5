#!/usr/bin/env node
import { runCommand, solverCommand } from '@walras/solver-kit'
import { strategies } from './strategies.ts'

await runCommand(solverCommand('pnpm solver', strategies))
