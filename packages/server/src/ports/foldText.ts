/**
 * The form in which texts are compared where case does not count. Upper case, because lower-casing a sigma depends on
 * what follows it, and composed, because one letter can be typed in two ways. Every store uses this one function, so
 * that they find the same.
 */
export const foldText = (text: string): string => text.toUpperCase().normalize('NFC')
