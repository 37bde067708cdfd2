import '@fontsource-variable/inter'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { takeSignInLink } from './account/takeSignInLink.ts'
import { createTokenStore } from './account/tokenStore.ts'
import { readAppearance, showAppearance } from './profile/appearance.ts'

const tokens = createTokenStore(window)
takeSignInLink(window, tokens)
showAppearance(window, readAppearance(window))

const place = document.getElementById('app')
if (place === null) throw new Error('index.html has no place for the app')
createRoot(place).render(
  <StrictMode>
    <App tokens={tokens} />
  </StrictMode>,
)
