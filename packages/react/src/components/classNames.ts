/** Class names that are there, in one attribute. */
export const classNames = (...names: (string | false | undefined)[]): string => names.filter(Boolean).join(' ')
