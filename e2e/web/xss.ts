/*
 * 200 strings that would run something if any text became markup, an address that is followed, or a part of a script.
 * They are made of what breaks out of a place, what carries code, and how it is disguised.
 */

const BOOM = 'globalThis.__breach=1;alert(1)'

const CARRIERS = [
  `<script>${BOOM}</script>`,
  `<img src=x onerror="${BOOM}">`,
  `<svg onload="${BOOM}">`,
  `<svg><script>${BOOM}</script></svg>`,
  `<iframe srcdoc="<script>parent.${BOOM}</script>"></iframe>`,
  `<iframe src="javascript:${BOOM}"></iframe>`,
  `<a href="javascript:${BOOM}">press</a>`,
  `<details open ontoggle="${BOOM}">x</details>`,
  `<video><source onerror="${BOOM}"></video>`,
  `<input autofocus onfocus="${BOOM}">`,
  `<body onload="${BOOM}">`,
  `<math><mtext><style><img src=x onerror="${BOOM}"></style></mtext></math>`,
  `<template><img src=x onerror="${BOOM}"></template>`,
  `<object data="javascript:${BOOM}"></object>`,
  `<style>@import 'javascript:${BOOM}'</style>`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv=refresh content="0;url=javascript:${BOOM}">`,
  `<form action="javascript:${BOOM}"><button>go</button></form>`,
  `<xss style="animation-name:x" onanimationstart="${BOOM}">`,
  `<marquee onstart="${BOOM}">x</marquee>`,
]

const BREAKOUTS = ['', '">', "'>", '</textarea>', '</title>', '</script>', '-->', ']]>', '`}', '\u0000']

/** 20 carriers by 10 ways out of where they stand. */
export const XSS: readonly string[] = CARRIERS.flatMap((carrier) => BREAKOUTS.map((breakout) => breakout + carrier))

/** Addresses that must never become links or pictures. */
export const HOSTILE_LINKS: readonly string[] = [
  `javascript:${BOOM}`,
  `JaVaScRiPt:${BOOM}`,
  `\u0001javascript:${BOOM}`,
  `java\tscript:${BOOM}`,
  `data:text/html,<script>${BOOM}</script>`,
  `vbscript:${BOOM}`,
  `//evil.example`,
  `blob:https://evil.example/1`,
]
