import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const SERVER = process.env.LINSTA_URL ?? 'http://127.0.0.1:5000'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  // Each asset a file of its own: the server's policy lets in no `data:` styles, fonts or scripts.
  build: {
    target: 'baseline-widely-available',
    // The first with both light-dark() and :dir(). For older ones the latter would be guessed from the page's language.
    cssTarget: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    assetsInlineLimit: 0,
    // build.ts removes what is left over, when the new build is there.
    emptyOutDir: false,
    chunkSizeWarningLimit: 600, // kB before compression: the app is one piece, and the server is near
    modulePreload: { polyfill: false },
    // Packages mark their modules as 'use client', which says nothing here: all of it is.
    rolldownOptions: {
      // How long it took is nobody's concern who starts a server on a busy machine.
      checks: { bundlerTimings: false },
      onwarn: (warning, warn) => (warning.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : warn(warning)),
    },
  },
  // `npx vite apps/web`, beside a running server.
  server: { proxy: { '/api': SERVER, '/socket.io': { target: SERVER, ws: true } } },
})
