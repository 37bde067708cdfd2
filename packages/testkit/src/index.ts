export { type Answer, Connection, Person, type ReceivedEvent, request } from './person.ts'
export { type Direction, startProxy, type TcpProxy, type Weather } from './proxy.ts'
export { ServerProcess } from './serverProcess.ts'
export { signToken } from './signToken.ts'
