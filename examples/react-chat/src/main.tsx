import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { OrderPage } from './OrderPage.tsx'
import './shop.css'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root')
createRoot(root).render(
  <StrictMode>
    <OrderPage />
  </StrictMode>,
)
