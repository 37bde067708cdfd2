import { cpus, loadavg } from 'node:os'
import type { Cores } from './cores.ts'

const BUSY = 0.5 // of a core, by the load average of the last minute, before anything was started

/** What the figures were measured on, and what may spoil them. */
export function describeMachine({ arePinned }: Cores): string[] {
  const [processor] = cpus()
  const [load = 0] = loadavg()
  const lines = [`Node ${process.version}, ${cpus().length} × ${processor?.model ?? 'unknown processor'}`]
  lines.push(
    arePinned
      ? 'Servers on core 0, generator on core 1.'
      : 'Nothing is pinned: taskset is missing or not allowed to, or there is one core. Figures are noisier.',
  )
  if (load > BUSY) {
    lines.push(`Something else is running (load average ${load.toFixed(1)}): latencies suffer, runs may be void.`)
  }
  return lines
}
