import { describe } from 'vitest'
import { describeQuickStart } from '../contract/quickStart.ts'
import { hasMongodb, newDatabaseUrl } from '../support/mongodbUrl.ts'
import { startLinsta } from '../support/startLinsta.ts'

describe.skipIf(!hasMongodb)('on MongoDB', () => {
  describeQuickStart((options) => startLinsta({ ...options, mongodbUrl: newDatabaseUrl() }))
})
