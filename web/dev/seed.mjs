// For development only: a shop full of customers, the same on every start.

const SENTENCES = [
  '在吗', '你好，请问这款还有货吗？', '昨天下的单什么时候发货呀', '收到了，谢谢！😊', '尺码偏大还是偏小？我平时穿 M 码',
  '能不能改一下收货地址，我搬家了', '发票怎么开？公司抬头的', '这个颜色和图片上一样吗，怕有色差', '快递三天没动了，帮我催一下吧🙏',
  '可以用两张优惠券吗', '我想退货，吊牌还在', '好的', '什么时候补货', '请问保质期多久', '麻烦发一下使用说明',
  '我买的那一批茶叶，想问下是今年的春茶还是去年的？包装上只写了生产日期没写采摘日期，朋友说要问清楚，因为要送给长辈，不太想送陈茶。',
]
const REPLIES = ['在的，请讲～', '今天 16:00 前付款的订单当天发出。', '已经帮您催了，明天会有更新。', '偏大一点，建议选 S 码。', '好的，地址已经改好了。', '不客气，祝您生活愉快！']
const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 360"><rect width="480" height="360" fill="#dfe9e2"/><circle cx="360" cy="90" r="44" fill="#f3c969"/><path d="M0 360 150 150l110 140 80-90 140 160Z" fill="#5f9181"/><path d="M0 360 90 250l120 110Z" fill="#39695c"/></svg>'
const MINUTE = 60_000
const WINDOW_MS = 48 * 60 * MINUTE

export function seed(conversationCount, messageCount) {
  let state = 20_261_123
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const pick = (list) => list[Math.floor(random() * list.length)]
  const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
  const openId = () => `oHx${Array.from({ length: 25 }, () => pick(letters)).join('')}`
  const iso = (millis) => new Date(millis).toISOString().replace('Z', '456Z')
  let id = 0
  let serial = 0
  const nextId = () => String(++id)
  const sortKey = (at) => `019:${String(at * 1000 + (serial++ % 1000)).padStart(19, '0')}`
  const msgId = (at) => String(BigInt(Math.floor(at)) * 2_147_483n + BigInt(serial++))
  const shops = [{ id: 'main', name: '山月茶铺' }, { id: 'second', name: '山月茶器旗舰店' }]
  const now = Date.now()

  const message = (conversation, at, direction, type, content, more = {}) => ({
    id: nextId(), conversation_id: conversation.id, sort_key: sortKey(at), direction, origin: direction === 'in' ? 'customer' : 'agent', type, [type]: content,
    msg_id: msgId(at), client_id: null, state: direction === 'in' ? null : 'accepted', error: null, by: direction === 'in' ? null : '小林',
    created_at: iso(at), received_at: direction === 'in' ? iso(at + 400) : null, ...more,
  })

  const showcase = (conversation) => {
    let at = now - 26 * 60 * MINUTE
    const add = (minutes, ...rest) => conversation.messages.push(message(conversation, (at += minutes * MINUTE), ...rest))
    for (let index = 0; index < messageCount; index++) {
      at = now - (messageCount - index + 1560) * MINUTE
      const out = random() < 0.4
      conversation.messages.push(message(conversation, at, out ? 'out' : 'in', 'text', { content: pick(out ? REPLIES : SENTENCES) }))
    }
    at = now - 26 * 60 * MINUTE
    add(0, 'in', 'text', { content: '你好，请问这款白茶还有货吗？' })
    add(0.3, 'in', 'product_share', { product_id: '10000219847562' })
    add(1, 'out', 'text', { content: '在的～ 这款今天刚到货，现在下单今天就能发出。' })
    add(0.4, 'out', 'product_share', { product_id: '10000219847562' })
    add(3, 'in', 'voice', { translated_msg: '好的，那我要两饼，能帮我分开包装吗？', play_length: 4320, translation_succ: true })
    add(0.5, 'in', 'voice', { translated_msg: '', play_length: 11_800, translation_succ: false })
    add(1, 'out', 'text', { content: '可以的，分开包装不另收费。\n刚才那条语音没有听清，方便打字说一下吗？' })
    at = now - 42 * MINUTE
    add(0, 'in', 'order_share', { order_id: '3723456789012345678' })
    add(0.4, 'in', 'text', { content: '这单 3723456789012345678 到了，但是有一饼的外包装破了 😢' })
    add(0.5, 'in', 'image', { state: 'stored', url: '/api/v1/media/1.svg', content_type: 'image/svg+xml', size: 48_213, name: '外包装.jpg', width: 480, height: 360 })
    add(0.2, 'in', 'image', { state: 'pending' })
    add(0.2, 'in', 'image', { state: 'failed', reason: 'gone' })
    add(0.4, 'in', 'video', { state: 'stored', url: '/api/v1/media/v.mp4', cover_url: '/api/v1/media/c.svg', content_type: 'video/mp4', size: 912_345, name: 'v.mp4', play_length: 14 })
    add(0.4, 'in', 'video', { state: 'pending', play_length: 14 })
    add(0.3, 'in', 'file', { state: 'stored', url: '/api/v1/media/2.pdf', content_type: 'application/pdf', size: 1_482_113, name: '电子发票-山月茶铺-2026年11月-很长很长的文件名称.pdf' })
    add(0.2, 'in', 'file', { state: 'pending' })
    add(0.5, 'in', 'text', { content: '由平台转来：已为您接入店铺客服。' }, { origin: 'other' })
    add(2, 'out', 'text', { content: '非常抱歉给您添麻烦了，我们马上为您补发一饼。' })
    add(1, 'out', 'text', { content: '补发单号稍后发给您' }, { state: 'failed', msg_id: null, error: { errcode: 45009, errmsg: 'reach max api daily quota limit', rid: '6743f0aa-1b2c3d4e-5f607182' } })
    add(1, 'out', 'text', { content: '已登记补发，请放心。' }, { state: 'unknown', msg_id: null })
    add(10, 'in', 'unknown', { msg_type: 'location', raw: '{"ToUserName":"gh_0123456789ab","FromUserName":"oHx…","CreateTime":1763885400,"MsgType":"event","Event":"commkf_send_msg_to_kf","msg_id":"3895464567618158592","msg_type":"location","location":{"x":"30.2741","y":"120.1551","label":"西湖区"}}' }, { msg_type: 'x' })
    add(4, 'in', 'text', { content: 'https://example.com/a/very/long/address/that/never/ends/and/has/no/spaces?with=parameters&and=more_parameters_that_go_on_and_on_and_on' })
    at = now - 4 * MINUTE
    add(0, 'in', 'text', { content: '补发大概几天能到呀？' })
    add(1.6, 'in', 'text', { content: '另外想再买一饼，能一起发吗 🍵' })
  }

  const conversations = new Map()
  for (let index = 0; index < conversationCount; index++) {
    const conversation = { id: nextId(), shop: random() < 0.75 ? 'main' : 'second', open_id: openId(), unread: 0, waiting_since: null, budget: null, messages: [] }
    conversations.set(conversation.id, conversation)
    if (index === 0) {
      showcase(conversation)
    } else {
      const newest = now - Math.floor(index ** 1.7 * 25_000)
      const count = 1 + Math.floor(random() * 12)
      for (let step = count; step >= 0; step--) {
        const out = step > 0 && random() < 0.4
        conversation.messages.push(message(conversation, newest - step * 2 * MINUTE, out ? 'out' : 'in', 'text', { content: pick(out ? REPLIES : SENTENCES) }))
      }
      dress(conversation, index, newest)
    }
    const last = conversation.messages.at(-1)
    const lastIn = conversation.messages.filter((one) => one.origin === 'customer').at(-1)
    if (last.direction === 'in' && index < 30 && index % 5 !== 4) {
      conversation.waiting_since = index === 0 ? iso(now - 130_000) : last.created_at
      conversation.unread = index === 0 ? 2 : 1 + (index % 4)
    }
    const expires = Date.parse(lastIn.created_at) + WINDOW_MS
    conversation.budget = { left: [5, 1, 3, 0, 5, 4][index % 6], expires_at: iso(expires) }
  }

  function dress(conversation, index, newest) {
    const say = (type, content, direction = 'in', more = {}) => conversation.messages.push(message(conversation, newest + 1000, direction, type, content, more))
    switch (index) {
      case 2: return say('image', { state: 'pending' })
      case 4: return say('text', { content: '已为您登记' }, 'out', { state: 'failed', error: { errcode: 40003, errmsg: 'invalid openid', rid: '6743f0aa-0' } })
      case 5: return say('voice', { translated_msg: '我想问一下退货的地址', play_length: 3000, translation_succ: true })
      case 7: return say('order_share', { order_id: '3723456789012345679' })
      case 8: return say('text', { content: '好的，马上为您处理' }, 'out')
      case 9: return say('unknown', { msg_type: 'link', raw: '{"msg_type":"link"}' })
      case 11: return say('video', { state: 'pending', play_length: 8 })
      case 12: return say('file', { state: 'pending' })
      default: return undefined
    }
  }

  return { shops, conversations, nextId, sortKey, msgId, sentence: () => pick(SENTENCES), picture: () => PICTURE }
}
