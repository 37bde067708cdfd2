import { startLinsta } from '../support/startLinsta.ts'
import { describeQuickStart } from './quickStart.ts'

describeQuickStart(startLinsta)
