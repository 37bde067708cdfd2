export const createEventWrites = (_: any): any => ({})
