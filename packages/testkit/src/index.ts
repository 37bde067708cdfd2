export { Connection, Person, type ReceivedEvent, request } from './person.ts'
export { ServerProcess } from './serverProcess.ts'
