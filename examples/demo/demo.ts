// `npm run demo` plays an evening and checks it; `npm run demo -- --serve` builds a little world and keeps it open.
await (process.argv.includes('--serve') ? import('./serve.ts') : import('./play.ts'))
