import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/{src,test}/**/*.test.{ts,tsx}', 'e2e/**/*.test.ts', 'scripts/**/*.test.ts'],
    pool: 'forks',
    globalSetup: 'e2e/support/provideMongodb.ts',
    // It says which MongoDB to test on. Servers that tests start have their own data unless a test says otherwise.
    env: { MONGODB_URL: '' },
    // Tests start servers, kill them and start them again; a hang ends here and says which test it was.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 20_000 } }, // on a busy machine things come late
    // A worker here mostly waits for the servers it started, which need the processors.
    maxWorkers: 2,
  },
})
