export const createPostReads = (): any => ({})
