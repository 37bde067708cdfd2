import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/{src,test}/**/*.test.{ts,tsx}', 'e2e/**/*.test.ts', 'scripts/**/*.test.ts'],
    pool: 'forks',
    // Tests start servers, kill them and start them again; a hang ends here and says which test it was.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A worker here mostly waits for the servers it started, which need the processors.
    maxWorkers: 2,
  },
})
