export const createEventHandlers = (_: any): any => ({})
