export const createPostHandlers = (_: any): any => ({})
