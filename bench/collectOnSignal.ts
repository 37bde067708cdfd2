/** Preloaded into a server whose memory is measured, with `--expose-gc`: SIGUSR2 collects all garbage. */
process.on('SIGUSR2', () => {
  globalThis.gc?.()
  globalThis.gc?.() // what finalizers and weak references of the first let go
})
