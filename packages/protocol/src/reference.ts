/*
 * What only the reference needs of the protocol: a server that nobody asks for it does not load this.
 */
export * from './about.ts'
export * from './entities.ts'
export * from './errorAdvice.ts'
