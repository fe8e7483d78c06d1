import { asObject, type JsonObject } from './json'

/** One event of a stream. */
export interface StreamEvent {
  name: string
  data: JsonObject
}

/** Takes a stream of events apart, whose pieces may end anywhere. */
export function eventReader(): (piece: string) => StreamEvent[] {
  let held = ''
  return (piece) => {
    held += piece
    const blocks = held.split('\n\n')
    held = blocks.pop() ?? ''
    return blocks.flatMap(readBlock)
  }
}

function readBlock(block: string): StreamEvent[] {
  const fields = new Map(block.split('\n').filter((line) => !line.startsWith(':')).map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]))
  const name = fields.get('event')
  const data = fields.get('data')
  if (name === undefined || data === undefined) {
    return []
  }
  try {
    return [{ name, data: asObject(JSON.parse(data)) }]
  } catch {
    return [] // Cut by somebody between us and the server; the end of the stream will tell.
  }
}
