import { request, type Reply, type Schemas } from '@/shared/http'

export type Board = Schemas['Board']
export type BoardAgent = Schemas['BoardAgent']
export type BoardShop = Schemas['BoardShop']
export type BoardFigures = Schemas['BoardFigures']

/** Of one shop, or of all that the caller sees when it is empty. */
export function fetchBoard(shop: string): Promise<Reply<Board>> {
  return request('get', '/api/v1/board', { query: shop === '' ? {} : { shop } })
}

export function putStateOf(username: string, state: BoardAgent['state']): Promise<Reply<undefined>> {
  return request('put', '/api/v1/colleagues/{username}/state', { path: { username }, body: { state } })
}
