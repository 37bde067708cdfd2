export { type Answer, Connection, Person, type ReceivedEvent, request } from './person.ts'
export { ServerProcess } from './serverProcess.ts'
export { signToken } from './signToken.ts'
