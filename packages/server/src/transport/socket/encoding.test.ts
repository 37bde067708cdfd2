import { describe, expect, it } from 'vitest'
import { Sender } from 'ws'
import { createAnswerFrame, createEventFrame, EncodedJson, type Frame } from './encoding.ts'

declare module 'ws' {
  /** What `ws` itself makes frames by; its types leave it out. */
  const Sender: { frame(data: Buffer, options: object): Buffer[] }
}

const byWs = (packet: string): Buffer =>
  Buffer.concat(Sender.frame(Buffer.from(`4${packet}`), { fin: true, opcode: 1, mask: false, rsv1: false }))
const piecesOf = ({ options }: Frame) => options.wsPreEncodedFrame

describe('what goes out to a connection', () => {
  it('is in one piece the frame that ws makes, of any length and in any script', () => {
    for (const length of [0, 1, 60, 90, 105, 106, 107, 120, 5_000, 65_515, 65_516, 65_517, 65_518, 65_519, 70_000]) {
      for (const character of ['a', 'ж', '北', '😀']) {
        const frame = createEventFrame('name', { text: character.repeat(length) })
        expect(frame.packet).toBe(`2["name",{"text":"${character.repeat(length)}"}]`)
        expect(piecesOf(frame)).toEqual([byWs(frame.packet)])
      }
    }
  })

  it('names the call that it answers, whoever encoded the answer', () => {
    const frames = [createAnswerFrame(7, { ok: true }), createAnswerFrame(7, new EncodedJson('{"ok":true}'))]
    for (const frame of frames) {
      expect(frame.packet).toBe('37[{"ok":true}]')
      expect(piecesOf(frame)).toEqual([byWs(frame.packet)])
    }
  })
})
