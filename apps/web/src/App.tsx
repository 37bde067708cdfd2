import { LinstaProvider } from '@linsta/react/hooks'
import { Redirect, Route, Switch } from 'wouter'
import { AccountProvider, useAccount } from './account/AccountProvider.tsx'
import { SignInPage } from './account/SignInPage.tsx'
import type { TokenStore } from './account/tokenStore.ts'
import { ConversationsPage } from './conversations/ConversationsPage.tsx'
import { EventPage } from './events/EventPage.tsx'
import { EventsPage } from './events/EventsPage.tsx'
import { FeedPage } from './feed/FeedPage.tsx'
import { PostPage } from './feed/PostPage.tsx'
import { NotificationsPage } from './notifications/NotificationsPage.tsx'
import { ProfilePage } from './profile/ProfilePage.tsx'
import { RestProvider } from './rest/RestProvider.tsx'
import { NotHere } from './shell/NotHere.tsx'
import { Shell } from './shell/Shell.tsx'

const CHATS = /^\/(?:r\/(?<chatRoomId>[^/]+))?$/

export function App({ tokens }: { tokens: TokenStore }) {
  return (
    <AccountProvider tokens={tokens}>
      <Inside />
    </AccountProvider>
  )
}

/** The address stays as it is for those who sign in first: what a link led to is there afterwards. */
function Inside() {
  const { account } = useAccount()
  if (account.state === 'signed_out') return <SignInPage />
  return (
    <LinstaProvider key={account.userId} url="" getToken={async () => account.token} userId={account.userId}>
      <RestProvider>
        <Shell>
          <Pages />
        </Shell>
      </RestProvider>
    </LinstaProvider>
  )
}

function Pages() {
  return (
    <Switch>
      {/* One route: the list stays as it is while one goes from room to room. */}
      <Route path={CHATS}>{({ chatRoomId }) => <ConversationsPage chatRoomId={chatRoomId} />}</Route>
      <Route path="/feed" component={FeedPage} />
      <Route path="/feed/:postId">{({ postId }) => <PostPage key={postId} postId={postId} />}</Route>
      <Route path="/events" component={EventsPage} />
      <Route path="/events/:eventId">{({ eventId }) => <EventPage key={eventId} eventId={eventId} />}</Route>
      <Route path="/notifications" component={NotificationsPage} />
      <Route path="/profile" component={ProfilePage} />
      <Route path="/index.html">
        <Redirect to="/" />
      </Route>
      <Route component={NotHere} />
    </Switch>
  )
}
