import { pageStyle } from '../http/ownPages.ts'

export const referenceStyle = `${pageStyle}
  html { scroll-padding-top: 3.5rem; }
  nav { position: sticky; top: 0; z-index: 1; margin: 1.5rem 0 0; padding: 0.75rem 0; background: var(--sunken); }
  nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0; padding: 0; list-style: none; }
  h3 { font-size: 0.9375rem; font-weight: 620; margin: 1.25rem 0 0.25rem; }
  h4, h3.part { font-size: 0.8125rem; font-weight: 620; margin: 1rem 0 0.25rem; }
  code { overflow-wrap: anywhere; }
  section > p { margin-bottom: 0.75rem; }
  details { border-top: 1px solid var(--line); }
  summary { display: flex; flex-wrap: wrap; gap: 0 0.75rem; align-items: baseline; padding: 0.5rem 0; cursor: pointer; }
  summary::before { content: "+"; flex: none; width: 0.75rem; color: var(--muted); }
  details[open] > summary::before { content: "\\2212"; }
  summary b { flex: none; min-width: 3.25rem; font: 600 0.8125rem/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    color: var(--accent); }
  summary span { color: var(--muted); }
  details > div { padding: 0 0 1rem 1.5rem; scroll-margin-top: 3rem; }
  details > div > p { margin-top: 0.25rem; }
  pre { overflow-x: auto; }
  pre i { font-style: normal; color: var(--muted); }
  .refusals { display: block; margin: 0.25rem 0 0; padding: 0; list-style: none; }
  .refusals li { padding: 0.125rem 0; color: var(--muted); overflow-wrap: anywhere; }
  .errors { display: grid; grid-template-columns: 1fr; gap: 0; margin: 0.5rem 0 0; }
  .errors dt { display: flex; flex-wrap: wrap; gap: 0 0.75rem; margin-top: 0.75rem; padding-top: 0.75rem;
    border-top: 1px solid var(--line); color: var(--text); }
  .errors dt span { color: var(--muted); }
  .errors dd { color: var(--muted); }
`
