/** What a search looks for: its text without the spaces around it; nothing where that is empty. */
export const toSearch = (search: string | undefined): string | undefined => search?.trim() || undefined
