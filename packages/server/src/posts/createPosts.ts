export const createPosts = (_: any): any => ({})
