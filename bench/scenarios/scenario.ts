import type { Finding } from '../report.ts'
import type { Stage } from '../stage.ts'

/** Measures one thing on servers that it starts, and says what it found. */
export type Scenario = (setting: { stage: Stage; isQuick: boolean }) => Promise<Finding>
