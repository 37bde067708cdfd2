import { usePageTitle } from '../shell/TitleProvider.tsx'

export function ConversationsPage() {
  usePageTitle('Chats')
  return null
}
