import { mapped, request, type Reply, type Schemas } from '@/shared/http'
import type { SecondFactorKind } from '@/secondfactor/secondFactorApi'
import type { paths } from '@/shared/schema'

/** One log-in of mine that is not over. */
export type OwnSession = Schemas['Session']

export function fetchSessions(): Promise<Reply<OwnSession[]>> {
  return mapped(request('get', '/api/v1/me/sessions'), ({ sessions }) => sessions)
}

export function endSession(id: string): Promise<Reply<undefined>> {
  return request('delete', '/api/v1/me/sessions/{id}', { path: { id } })
}

/** All but the one that asks; how many there were. */
export function endOtherSessions(): Promise<Reply<number>> {
  return mapped(request('delete', '/api/v1/me/sessions'), ({ ended }) => ended)
}

/** How one may log in besides name and password. */
export type LoginWay = Answered['ways'][number]
type Answered = paths['/api/v1/session/ways']['get']['responses']['200']['content']['application/json']

export function fetchLoginWays(): Promise<Reply<LoginWay[]>> {
  return mapped(request('get', '/api/v1/session/ways'), ({ ways }) => ways)
}

/** What must follow after the directory has said who somebody is. */
export function fetchNextStep(): Promise<Reply<SecondFactorKind[]>> {
  return mapped(request('get', '/api/v1/session/second-factor'), ({ second_factor }) => second_factor)
}

/** Where the browser leaves the directory, too; null where it did not come from there. */
export function askDirectoryLogOut(): Promise<Reply<string | null>> {
  return mapped(request('post', '/api/v1/session/sso/log-out'), ({ url }) => url)
}

/** Where the browser goes to log in by the directory. */
export function directoryLogIn(next: string): string {
  return `/api/v1/session/sso/start?next=${encodeURIComponent(next)}`
}
