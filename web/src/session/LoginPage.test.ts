import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import LoginPage from './LoginPage.vue'
import { useSessionStore } from './sessionStore'

beforeEach(() => {
  localStorage.clear()
  setActivePinia(createPinia())
})
afterEach(() => vi.useRealTimers())

function answers(...responses: (() => Response)[]): void {
  const queue = [...responses]
  vi.stubGlobal('fetch', vi.fn(async (address: string) => {
    if (address === '/api/v1/session/ways') {
      return new Response(JSON.stringify({ ways: [] }))
    }
    const next = queue.shift()
    if (next === undefined) {
      throw new TypeError('offline')
    }
    return next()
  }))
}

/** What the server was told, in order; which ways in there are is asked by itself. */
function told(): unknown[] {
  return vi.mocked(fetch).mock.calls.filter(([address]) => address !== '/api/v1/session/ways').map(([, options]) => options?.body)
}

async function logIn(username = 'lin', password = 'secret') {
  const page = mount(LoginPage, { attachTo: document.body })
  await page.get('[data-testid="login-username"]').setValue(username)
  await page.get('[data-testid="login-password"]').setValue(password)
  await page.get('form').trigger('submit')
  await flushPromises()
  return { page, trouble: () => page.get('[data-testid="login-trouble"]').text() }
}

describe('logging in', () => {
  it('opens the session', async () => {
    answers(
      () => new Response(null, { status: 204 }),
      () => new Response(JSON.stringify({ username: 'lin', role: 'agent', version: '1' })),
    )
    await logIn()
    expect(useSessionStore().user).toMatchObject({ username: 'lin', role: 'agent', version: '1' })
  })

  it('says when the password is wrong', async () => {
    answers(() => new Response('{}', { status: 401 }))
    expect((await logIn()).trouble()).toContain('用户名或密码不对')
    expect(useSessionStore().user).toBeNull()
  })

  it('counts down when tried too often, and lets try again after', async () => {
    vi.useFakeTimers()
    answers(() => new Response('{}', { status: 429, headers: { 'Retry-After': '3' } }))
    const { page, trouble } = await logIn()
    expect(trouble()).toContain('3 秒')
    expect(page.get<HTMLButtonElement>('[data-testid="login-submit"]').element.disabled).toBe(true)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(trouble()).toContain('1 秒')
    await vi.advanceTimersByTimeAsync(1_500)
    expect(trouble()).toBe('')
    expect(page.get<HTMLButtonElement>('[data-testid="login-submit"]').element.disabled).toBe(false)
  })

  it('says when too many log in at once', async () => {
    answers(() => new Response('{"reason":"login_busy"}', { status: 429, headers: { 'Retry-After': '10' } }))
    expect((await logIn()).trouble()).toContain('同时登录的人太多，请在 10 秒')
  })

  it('writes the name as the server does', async () => {
    answers(
      () => new Response(null, { status: 204 }),
      () => new Response(JSON.stringify({ username: 'Lin', role: 'agent', version: '1', password_rule: { min_characters: 15, max_bytes: 1024 } })),
    )
    await logIn('LIN')
    expect(useSessionStore().user).toMatchObject({ username: 'Lin', password_rule: { min_characters: 15, max_bytes: 1024 } })
  })

  it('says why when a session is over, keeps the name and asks for the password', async () => {
    const session = useSessionStore()
    answers(
      () => new Response(JSON.stringify({ username: 'lin', role: 'agent', version: '1' })),
      () => new Response('{}', { status: 401 }),
    )
    await session.check()
    await session.check()
    const page = mount(LoginPage, { attachTo: document.body })
    expect(page.get('[data-testid="login-over"]').text()).toContain('登录已失效')
    expect(page.get<HTMLInputElement>('[data-testid="login-username"]').element.value).toBe('lin')
    expect(document.activeElement).toBe(page.get('[data-testid="login-password"]').element)
  })

  it('says nothing and keeps no name after logging out', async () => {
    const session = useSessionStore()
    answers(
      () => new Response(JSON.stringify({ username: 'lin', role: 'agent', version: '1' })),
      () => new Response(null, { status: 204 }),
      () => new Response('{}', { status: 401 }),
    )
    await session.check()
    await session.logOut()
    await session.check()
    const page = mount(LoginPage, { attachTo: document.body })
    expect(page.find('[data-testid="login-over"]').exists()).toBe(false)
    expect(page.get<HTMLInputElement>('[data-testid="login-username"]').element.value).toBe('')
  })

  it('says when the server cannot be reached', async () => {
    answers()
    expect((await logIn()).trouble()).toContain('连不上服务器')
  })

  it('asks for what is missing without asking the server', async () => {
    answers()
    expect((await logIn('', '')).trouble()).toContain('请填写')
    expect(told()).toEqual([])
  })
})

describe('the second step', () => {
  const next = (): Response => new Response(JSON.stringify({ second_factor: ['totp', 'recovery_code'] }), { status: 202 })

  it('asks for a code, forgets the password, and goes on with the code', async () => {
    answers(
      next,
      () => new Response('{"reason":"wrong_code"}', { status: 403 }),
      () => new Response(null, { status: 204 }),
      () => new Response(JSON.stringify({ username: 'lin', role: 'agent', version: '1' })),
    )
    const { page } = await logIn()
    expect(useSessionStore().user).toBeNull()
    expect(page.find('[data-testid="login-password"]').exists()).toBe(false)
    await giveCode(page, '000000')
    expect(page.get('[data-testid="login-code-trouble"]').text()).toContain('验证码不对')
    await giveCode(page, '123456')
    expect(useSessionStore().user).toMatchObject({ username: 'lin' })
    expect(JSON.parse(String(told()[2]))).toEqual({ kind: 'totp', code: '123456' })
  })

  it('takes a recovery code, and a kind that it does not know is not offered', async () => {
    answers(() => new Response(JSON.stringify({ second_factor: ['face', 'totp', 'recovery_code'] }), { status: 202 }), () => new Response(null, { status: 204 }))
    const { page } = await logIn()
    expect(page.findAll('[data-testid="login-other-kind"]')).toHaveLength(1)
    await page.get('[data-testid="login-other-kind"]').trigger('click')
    await giveCode(page, 'abcd-efgh')
    expect(JSON.parse(String(told()[1]))).toEqual({ kind: 'recovery_code', code: 'abcd-efgh' })
  })

  it('begins again with the password when it took too long', async () => {
    answers(next, () => new Response('{"reason":"login_expired"}', { status: 401 }))
    const { page, trouble } = await logIn()
    await giveCode(page, '123456')
    expect(trouble()).toContain('登录超时')
  })

  async function giveCode(page: Awaited<ReturnType<typeof logIn>>['page'], code: string): Promise<void> {
    await page.get('[data-testid="login-code"]').setValue(code)
    await page.get('form').trigger('submit')
    await flushPromises()
  }
})
