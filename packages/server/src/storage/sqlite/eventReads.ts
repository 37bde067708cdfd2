export const createEventReads = (): any => ({})
