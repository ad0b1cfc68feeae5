#!/usr/bin/env node
import { runCommand, solverCommand } from './solverCommand.ts'

await runCommand(solverCommand('walras-solver'))
