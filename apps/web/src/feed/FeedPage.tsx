import { Newspaper, SearchX } from 'lucide-react'
import { useState } from 'react'
import { ComingUp } from '../events/ComingUp.tsx'
import { useNews } from '../notifications/useNews.ts'
import { useRest } from '../rest/RestProvider.tsx'
import { usePages } from '../rest/usePages.ts'
import { useNotice } from '../shell/NoticeProvider.tsx'
import { Page } from '../shell/Page.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { EmptyState, ErrorState, Loading } from '../ui/State.tsx'
import { PostComposer } from './PostComposer.tsx'
import { PostList } from './PostList.tsx'

export function FeedPage() {
  const rest = useRest()
  const say = useNotice()
  const [search, setSearch] = useState('')
  const list = usePages(`feed ${search}`, (page) =>
    rest('listPosts', { query: { ...page, ...(search === '' ? {} : { search }) } }),
  )
  useNews(list.loaded.state === 'ready' ? list.loaded.value.items.map(({ _id }) => _id) : [], list.reload)
  return (
    <Page title="Feed" aside={<ComingUp />}>
      <PostComposer
        onPosted={(post) => {
          list.change((posts) => [post, ...posts])
          say('Your post is out')
        }}
      />
      <div className="filters">
        <SearchField label="Search posts" onSearch={setSearch} />
      </div>
      {renderList()}
    </Page>
  )

  function renderList() {
    const { loaded } = list
    if (loaded.state === 'loading') return <Loading height="11rem" />
    if (loaded.state === 'failed') return <ErrorState error={loaded.error} retry={list.reload} />
    const { items, hasMore } = loaded.value
    if (items.length > 0) return <PostList list={list} posts={items} hasMore={hasMore} />
    if (search !== '') {
      return (
        <EmptyState icon={SearchX} title="Nothing found">
          No post has these words. Try fewer or others.
        </EmptyState>
      )
    }
    return (
      <EmptyState icon={Newspaper} title="The feed is empty">
        Write the first post above: everybody here will see it.
      </EmptyState>
    )
  }
}
