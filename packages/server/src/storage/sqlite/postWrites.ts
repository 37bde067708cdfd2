export const createPostWrites = (_: any): any => ({})
