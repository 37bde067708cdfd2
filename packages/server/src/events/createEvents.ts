export const createEvents = (_: any): any => ({})
