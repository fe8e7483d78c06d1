// For development only: the routes of the desk beyond conversations and messages, from memory.
import { randomUUID } from 'node:crypto'

const HOUR = 3600_000

export function more({ desk, iso, publish, topic, shown, shownMessage, settle, later, problem, send, bodyOf, broadcast, sessions }) {
  const now = Date.now()
  const picture = (id) => `/api/v1/media/${id}.svg`
  const products = Array.from({ length: 24 }, (_, index) => ({
    product_id: String(10000219847562 + index), state: 'ready', fetched_at: iso(),
    title: ['2024 年福鼎白茶 · 白毫银针 350g 礼盒装', '手工紫砂壶 西施壶 200ml', '武夷岩茶 大红袍 特级', '旅行茶具套装（一壶三杯）'][index % 4] + (index > 3 ? ` ${index}` : ''),
    picture_url: index % 5 === 4 ? null : picture(`p${index}`), price: [29900, 128000, 9900, 15800][index % 4], status: 5, on_sale: index % 7 !== 6,
  }))
  const order = (id, status, lines) => ({
    order_id: id, state: 'ready', status, order_price: 61300, freight: 0, created_at: iso(now - 30 * HOUR), paid_at: iso(now - 29 * HOUR), fetched_at: iso(),
    products: products.slice(0, lines).map((one, index) => ({ product_id: one.product_id, title: one.title, picture_url: one.picture_url, count: index + 1, sale_price: one.price, attributes: '规格:350g; 包装:礼盒' })),
    address_mask: '浙江省杭州市西湖区****', customer_notes: '请不要放快递柜', merchant_notes: '老顾客', waybills: [{ waybill_id: 'SF1390001234567', delivery_id: 'SF' }],
  })
  const orders = [order('3723456789012345678', 30, 2), order('3723456789012345679', 10, 1), order('3723456789012345680', 100, 4)]
  const customers = new Map()
  const drafts = new Map()
  const media = new Map()
  const settings = new Map()
  let phrases = [
    ['问候', 'nh', '您好', '您好 {{customer}}，我是{{shop}}的{{agent}}，请问有什么可以帮您？', 'team'], ['发货', 'fh', '今天发货', '今天 16:00 前付款的订单当天发出。', 'team'],
    ['售后', 'th', '退货地址', '退货请寄：浙江省杭州市西湖区文三路 1 号 山月茶铺 收。订单 {{last_order}} 请附在包裹里。', 'team'], ['我的', 'xx', '谢谢', '不客气，祝您生活愉快！🌹', 'me'],
  ].map(([group, shortcut, title, content, owner], index) => ({ id: String(index + 1), group, shortcut, title, kind: 'text', content, media_id: null, media_url: null, product_id: null, owner, shops: null, position: index }))
  phrases.push({ id: '9', group: '商品', shortcut: 'bc', title: '白茶卡片', kind: 'product_share', content: '这款现在有货～', media_id: null, media_url: null, product_id: products[0].product_id, owner: 'team', shops: null, position: 9 })
  const staff = [['小林', '林小满', 'administrator', 'online', 12], ['wang', '王一诺', 'supervisor', 'online', 7], ['zhao', '赵青', 'agent', 'away', 3], ['sun', '孙大伟（实习）', 'agent', 'offline', 0]].map(([username, name, role, state, load]) => ({ username, name, role, state, load, shops: null, active: true }))
  const audit = Array.from({ length: 60 }, (_, index) => ({ id: String(60 - index), at: iso(now - index * HOUR), by: index % 3 ? '小林' : 'wang', what: ['staff.changed', 'shop.changed', 'phrase.changed', 'session.opened'][index % 4], subject: ['zhao', 'main', '7', '小林'][index % 4], detail: ['role: agent → supervisor', 'name', 'title', ''][index % 4] }))
  const shops = desk.shops.map((shop, index) => ({ id: shop.id, name: shop.name, user_name: `gh_0123456789a${index}`, app_id: `wx0123456789abcde${index}`, mode: 'secure', api_base_url: 'https://api.weixin.qq.com', push_url: `/callback/${shop.id}`, origin: index === 0 ? 'file' : 'desk', secrets: { app_secret: true, token: true, encoding_aes_key: true, previous_encoding_aes_key: false }, last_push_at: iso(now - 20_000), last_pushes: [0, 1, 2, 3].map((at) => ({ at: iso(now - at * 70_000), outcome: ['accepted', 'url_check', 'accepted', 'signature_wrong'][at] })) }))
  let keys = [{ id: '1', name: 'erp', scopes: ['events.read'], created_at: iso(now - 90 * 24 * HOUR), last_used_at: iso(now - HOUR) }]
  let parked = [{ reader: 'conversation', seq: 4711, reason: 'create_time: not a number', parked_at: iso(now - 3 * HOUR), shop: 'main', event: 'commkf_send_msg_to_kf' }]
  let quarantined = [{ id: '3', shop: 'second', reason: 'undecryptable', detail: 'padding: 77 (expected: 1 to 32)', bytes: 912, pushes: 4, first_at: iso(now - 5 * HOUR), last_at: iso(now - HOUR) }]
  let views = []
  const paused = { shop: 'second', state: 'paused', reason: 'minute_quota', errcode: 45011, errmsg: 'api minute-quota reach limit', rid: '6743f0aa-0', since: iso(), until: iso(now + 40_000), waiting: 3 }
  let sending = process.argv.includes('--paused') ? [paused] : []
  for (const one of desk.conversations.values()) {
    const index = Number(one.id)
    one.assignee = index % 3 === 0 ? null : index % 3 === 1 ? { username: '小林', name: '林小满' } : { username: 'wang', name: '王一诺' }
    one.open = index % 11 !== 10
    one.trail = [{ at: iso(now - HOUR), by: '小林', by_name: '林小满', what: 'taken', to: null, note: '' }]
    customers.set(one.id, { note: index === 1 ? '老顾客，喜欢白茶，收货地址在公司，周末不收件。' : '', tags: index === 1 ? ['老顾客', '送礼'] : index % 4 === 0 ? ['催发货'] : [], starred: index % 9 === 1, blocked: null, first_seen_at: iso(now - 400 * HOUR), messages: 42, earlier: index === 1 ? [{ conversation_id: '6', shop: 'second', last_message_at: iso(now - 200 * HOUR) }] : [] })
  }
  const dress = (one) => {
    const customer = customers.get(one.id)
    return { assignee: one.assignee ?? null, open: one.open !== false, starred: customer?.starred ?? false, tags: customer?.tags ?? [], blocked: customer?.blocked != null, note: Boolean(customer?.note) }
  }
  const findMessage = (id) => {
    for (const conversation of desk.conversations.values()) {
      const message = conversation.messages.find((one) => one.id === id)
      if (message !== undefined) {
        return [conversation, message]
      }
    }
    return []
  }
  const PATHS = ['/sending', '/messages/{id}/undo', '/messages/{id}/send-again', '/messages/{id}/decide', '/media', '/messages/{id}/fetch-again', '/conversations/{id}/customer', '/tags', '/conversations/{id}/orders', '/shops/{shop}/orders/{order_id}', '/shops/{shop}/products', '/phrases', '/drafts', '/conversations/{id}/take', '/conversations/{id}/trail', '/me/state', '/me/password', '/me/settings', '/colleagues', '/staff', '/audit', '/admin/shops', '/admin/api-keys', '/admin/parked', '/admin/system', '/quarantine', '/search', '/views', '/conversations/{id}/export', '/export']

  async function route(request, response, url, user) {
    const path = url.pathname.replace('/api/v1', '')
    const [, first = '', id = '', rest = '', last = ''] = path.split('/').map(decodeURIComponent)
    const key = `${request.method} ${first}${rest ? `/*/${rest}` : ''}`
    const conversation = first === 'conversations' ? desk.conversations.get(id) : undefined
    const ok = (body) => send(response, 200, body)
    const done = () => send(response, 204)
    if (path === '/openapi.json') {
      return ok({ paths: Object.fromEntries(PATHS.filter((one) => !process.argv.includes('--bare') || one === '/quarantine').map((one) => [`/api/v1${one}`, {}])) })
    }
    if (process.argv.includes('--bare')) {
      return false
    }
    switch (key) {
      case 'GET sending': return id ? false : ok({ shops: sending })
      case 'POST sending/*/try-now': sending = []; topic('sending'); return send(response, 202)
      case 'POST media': {
        const chunks = []
        for await (const chunk of request) chunks.push(chunk)
        const body = Buffer.concat(chunks)
        const head = body.subarray(0, 600).toString('utf8')
        const name = /filename="([^"]*)"/.exec(head)?.[1] ?? 'file'
        const type = /Content-Type: ([^\r]+)/.exec(head)?.[1] ?? 'application/octet-stream'
        const start = body.indexOf('\r\n\r\n') + 4
        const mediaId = randomUUID()
        media.set(mediaId, { type, bytes: body.subarray(start, body.lastIndexOf('\r\n--')) })
        const kind = type.startsWith('image/') ? 'image' : type.startsWith('video/') ? 'video' : 'file'
        return send(response, 201, { media_id: mediaId, url: `/api/v1/media/${mediaId}`, thumbnail_url: kind === 'image' ? `/api/v1/media/${mediaId}` : null, content_type: type, size: body.length - start, name, width: null, height: null, kind })
      }
      case 'POST messages/*/undo': {
        const [its, message] = findMessage(id)
        if (!message || message.state !== 'queued') return problem(response, 409, 'too late', {}, 'too_late')
        its.messages.splice(its.messages.indexOf(message), 1)
        its.budget = { ...its.budget, left: its.budget.left + 1 }
        message.undone = true
        publish(its, [], [message.id])
        return done()
      }
      case 'POST messages/*/send-again': {
        const [its, message] = findMessage(id)
        Object.assign(message, { state: 'queued', error: null })
        publish(its, [message])
        setTimeout(() => settle(its, message, 'ok'), 800)
        return send(response, 202, shownMessage(message))
      }
      case 'POST messages/*/decide': {
        const [its, message] = findMessage(id)
        Object.assign(message, { decision: (await bodyOf(request)).as, decided_by: user, state: message.decision === 'sent' ? 'accepted' : message.state, next_try_at: null })
        publish(its, [message])
        return done()
      }
      case 'POST messages/*/fetch-again': return send(response, 202, {})
      case 'GET conversations/*/customer': return ok(customers.get(id))
      case 'PATCH conversations/*/customer': {
        const change = await bodyOf(request)
        if (change.blocked) change.blocked = { ...change.blocked, by: user, at: iso() }
        customers.set(id, { ...customers.get(id), ...change })
        publish(conversation, [])
        topic('tags')
        return ok(customers.get(id))
      }
      case 'GET tags': return ok({ tags: ['老顾客', '送礼', '催发货', '退换', '发票'].map((tag, index) => ({ tag, count: 20 - index * 3 })) })
      case 'GET conversations/*/orders': return ok({ orders: id === '1' ? orders.filter((one) => one.order_id.includes(url.searchParams.get('query') ?? '')) : [] })
      case 'GET shops/*/orders': { const one = orders.find((other) => other.order_id === last); return one ? ok(one) : problem(response, 404, 'no such order') }
      case 'GET shops/*/products': return ok({ products: products.filter((one) => (one.title + one.product_id).includes(url.searchParams.get('query') ?? '')) })
      case 'GET phrases': return ok({ phrases })
      case 'POST phrases': phrases = [...phrases, { id: randomUUID(), media_url: null, ...(await bodyOf(request)) }]; topic('phrases'); return send(response, 201, phrases.at(-1))
      case 'PUT phrases': { const change = await bodyOf(request); phrases = phrases.map((one) => (one.id === id ? { ...one, ...change } : one)); topic('phrases'); return ok(phrases.find((one) => one.id === id)) }
      case 'DELETE phrases': phrases = phrases.filter((one) => one.id !== id); topic('phrases'); return done()
      case 'GET drafts': return ok({ drafts: [...drafts].map(([conversation_id, text]) => ({ conversation_id, text, updated_at: iso() })) })
      case 'PUT conversations/*/draft': { const { text } = await bodyOf(request); if (text) drafts.set(id, text); else drafts.delete(id); return done() }
      case 'POST conversations/*/take': return care('taken', { assignee: { username: user, name: user } })
      case 'POST conversations/*/hand-over': { const { to, note } = await bodyOf(request); const them = staff.find((one) => one.username === to); return care('handed_over', { assignee: { username: to, name: them?.name ?? to } }, to, note) }
      case 'POST conversations/*/close': return care('closed', { open: false, waiting_since: null })
      case 'POST conversations/*/reopen': return care('reopened', { open: true })
      case 'GET conversations/*/trail': return ok({ entries: conversation.trail ?? [] })
      case 'PUT me': { if (id === 'settings') settings.set(user, await bodyOf(request)); else if (id === 'password' && (await bodyOf(request)).old !== 'demo') return problem(response, 422, 'old: wrong password', {}, 'wrong_password'); return done() }
      case 'GET me': return ok(settings.get(user) ?? {})
      case 'GET colleagues': return ok({ colleagues: staff.map(({ active, ...one }) => (void active, one)) })
      case 'GET staff': return ok({ staff })
      case 'POST staff': { const made = { state: 'offline', load: 0, active: true, ...(await bodyOf(request)) }; staff.push(made); topic('staff'); return send(response, 201, { ...made, password: made.password ? undefined : 'xK3-p9Q-mT7' }) }
      case 'PATCH staff': { const one = staff.find((other) => other.username === id); const change = await bodyOf(request); if (one.role === 'administrator' && change.active === false) return problem(response, 409, 'the last administrator cannot be taken away', {}, 'last_administrator'); Object.assign(one, change); topic('staff'); return ok(one) }
      case 'GET audit': { const before = Number(url.searchParams.get('before') ?? 1e9); const entries = audit.filter((one) => Number(one.id) < before).slice(0, 30); return ok({ entries, next_before: entries.at(-1)?.id === '1' ? null : entries.at(-1)?.id }) }
      case 'GET admin':
      case 'POST admin': return admin(id, '', '')
      case 'GET quarantine': return ok({ pushes: quarantined })
      case 'POST quarantine/*/read-again': return problem(response, 409, 'padding: 77 (expected: 1 to 32)', {}, 'still_unreadable')
      case 'DELETE quarantine': quarantined = quarantined.filter((one) => one.id !== id); return done()
      case 'GET search': {
        const q = url.searchParams.get('q') ?? ''
        const hits = []
        for (const its of desk.conversations.values()) for (const message of its.messages) {
          const text = message.text?.content ?? ''
          const at = text.indexOf(q)
          if (q && at >= 0 && hits.length < 40) hits.push({ conversation_id: its.id, message_id: message.id, shop: its.shop, open_id: its.open_id, at: message.created_at, direction: message.direction, type: message.type, by: message.by, snippet: text, marks: [[at, at + q.length]] })
        }
        return ok({ hits, next_cursor: null })
      }
      case 'GET views': return ok({ views })
      case 'POST views': views = [...views, { id: randomUUID(), ...(await bodyOf(request)) }]; topic('views'); return send(response, 201, views.at(-1))
      case 'DELETE views': views = views.filter((one) => one.id !== id); topic('views'); return done()
      default:
        return first === 'admin' ? admin(id, rest, last) : false
    }

    function care(what, change, to = null, note = '') {
      Object.assign(conversation, change)
      conversation.trail = [...(conversation.trail ?? []), { at: iso(), by: user, by_name: user, what, to, note }]
      publish(conversation, [])
      return ok(shown(conversation))
    }

    async function admin(what, item, action) {
      switch (`${request.method} ${what}${action ? `/${action}` : ''}`) {
        case 'GET shops': return ok({ shops })
        case 'POST shops': { const made = await bodyOf(request); shops.push({ ...shops[1], ...made, last_pushes: [], last_push_at: null, push_url: `/callback/${made.id}`, origin: 'desk' }); topic('shops'); return send(response, 201, shops.at(-1)) }
        case 'PUT shops': { Object.assign(shops.find((one) => one.id === item), await bodyOf(request)); topic('shops'); return ok({}) }
        case 'DELETE shops': return problem(response, 409, 'the shop has conversations', {}, 'has_conversations')
        case 'POST shops/test-token': return ok(item === 'main' ? { ok: true } : { ok: false, errcode: 40164, errmsg: 'invalid ip 1.2.3.4, not in whitelist', rid: '6743f0aa-1', mend: 'Add 1.2.3.4 to the allow list.' })
        case 'GET api-keys': return ok({ api_keys: keys })
        case 'POST api-keys': { const made = { id: randomUUID(), created_at: iso(), last_used_at: null, ...(await bodyOf(request)) }; keys = [...keys, made]; return send(response, 201, { ...made, key: 'xk_5f2d9c0a1b7e4d3f8a6b' }) }
        case 'DELETE api-keys': keys = keys.filter((one) => one.id !== item); return done()
        case 'GET parked': return ok({ parked })
        case 'POST parked/read-again': parked = []; return done()
        case 'GET system': return ok({ version: '0.1.0-mock', node: 'a1b2', started_at: iso(now - 30 * HOUR), engine: 'sqlite', readers: [{ reader: 'conversation', cursor: 48211, lag: 0 }, { reader: 'media', cursor: 48190, lag: 21 }], queue: 0, log: { entries: 48211, last_seq: 48211, bytes: 91_000_000 }, disk: { free: 31e9, total: 80e9, data: 4.2e9 }, nodes: ['a1b2'], shops: [{ shop: 'main', last_push_at: iso(now - 20_000), outage_since: null, at_risk_until: null }, { shop: 'second', last_push_at: iso(now - 2 * HOUR), outage_since: iso(now - HOUR), at_risk_until: iso(now + 2.4 * HOUR) }] })
        default: return false
      }
    }
  }

  function presence(conversationId) {
    return { type: 'presence', conversation: conversationId, people: conversationId === '1' ? [{ username: 'wang', name: '王一诺', typing: true }] : [] }
  }

  const cardOf = (type, id) => (type === 'product_share' ? (products.find((one) => one.product_id === id) ?? { state: 'failed', reason: 'not_found' }) : (orders.find((one) => one.order_id === id) ?? { state: 'pending' }))
  void later, broadcast, sessions
  return { route, dress, presence, cardOf, media }
}
