// Every string of the pages, Chinese first.
const WORDS = {
  "zh-CN": {
    title: "顾客的手机", shop: "小店", newCustomer: "新顾客", deliveries: "投递记录", phones: "顾客的手机",
    live: "已连接", away: "连接中断，正在重连…", empty: "还没有顾客。点“新顾客”开始一段对话。",
    hello: "向店家问点什么吧", placeholder: "发消息", send: "发送", more: "更多", message: "消息",
    image: "图片", video: "视频", file: "文件", product: "商品", order: "订单", voice: "语音", upload: "从电脑选择…",
    close: "关闭", back: "返回", pictureOf: "图片", videoOf: "视频", seconds: "秒", count: "件",
    mumbled: "未能识别的语音", mumbledHint: "没有转写", saidAloud: "语音转文字", pdf: "PDF 发票抬头", txt: "收货清单.txt",
    sending: "正在送达店家…", acknowledged: "已送达", retryAt: "未送达，将于 {time} 重试（已试 {n} 次）",
    given_up: "未送达：平台已重试 {n} 次，不再推送", dropped: "未送达：店铺没有设置推送地址",
    left: "店家还可回 {n} 条", none: "店家须等你再说一句", shopName: "店家", customer: "顾客",
    unknownKind: "未知类型的消息", orderNo: "订单号", sendCard: "发送", failedSend: "没有发出去，请再试一次", tooLarge: "文件超过 30 MB",
    newMessages: "新消息", picCup: "裂了的茶杯", picParcel: "压坏的包裹", picTable: "茶席", switchTo: "English", colon: "：", steam: "泡茶小视频",
    said1: "请问今天能发货吗？", said2: "杯子底下有没有刻字呀？", answered: "店家",
    picPhoto: "手机照片（大图，横躺）", picPng: "截图 PNG", buy: "下单", takenOff: "已下架", andMore: " 等 {n} 种",
    step_pay: "付款", step_deliver_partly: "部分发货", step_deliver: "发货", step_confirm: "确认收货", step_cancel: "取消",
    as_MERCHANT_PROCESSING: "申请退款", as_MERCHANT_WAIT_RECEIPT: "退货已寄出", as_MERCHANT_REFUND_SUCCESS: "退款完成", as_100: "发起纠纷", as_106: "平台要商家凭证", as_112: "调解完成",
    pictureBroken: "图片打不开", onDownload: "下载侧（对图片、视频、文件）", f_media_gone: "文件没了 404", f_replace_media: "换成一段 JSON", f_slow_media: "三秒才传完", f_cut_media: "传到一半断线", f_wrong_media_type: "类型报成 text/html", f_oversized_media: "超大 40 MB", f_redirect_media: "跳转到别处",
    dTitle: "投递记录", dAll: "全部", dPending: "等待重试", dUnderWay: "推送中", dAcknowledged: "已送达", dGivenUp: "已放弃", dDropped: "已丢弃",
    dEvent: "事件", dCustomer: "顾客", dState: "状态", dAttempts: "推送", dNext: "下次", dNothing: "还没有推送。",
    dFaults: "制造故障", dWaiting: "等待发作", dClear: "清除", dOrder: "下达",
    o_acknowledged: "已确认", o_timed_out: "5 秒无应答", o_unreachable: "连不上", o_wrong_status: "状态码不对", o_wrong_body: "应答内容不对", o_cut: "连接被切断", o_acknowledgement_lost: "确认丢失",
    f_duplicate: "重复推送三次", f_lose_acknowledgement: "确认丢失，稍后重推", f_cut_connection: "推送后断线", f_hold_back: "扣住一条，乱序到达", f_wrong_key: "用错密钥", f_skew_clock: "时钟慢一小时", f_odd_types: "字段换类型",
    f_accept_then_hang_up: "收下回复但断线", f_hang_up: "不处理就断线", f_refuse: "拒绝", f_answer_slowly: "三秒后才应答", f_kill_tokens: "令牌失效 40001", f_use_up_quota: "当日额度用完 45009", f_not_on_allow_list: "IP 不在白名单 61004", f_forbid: "HTTP 403，无错误码",
    onPush: "推送侧（对事件）", onApi: "接口侧（对调用）", howOften: "发作多久", once: "一次", times: "{n} 次", seconds_n: "{n} 秒", minutes_n: "{n} 分钟",
    until: "至 {time}", errcode: "错误码", refuse: "以此拒绝", customersAndEvents: "顾客与事件", storm: "顾客潮：{n} 人，每人 {m} 条", unknownSent: "未公布的消息类型",
    e_debug_demo: "调试工具的 debug_demo", e_channels_ec_order_new: "新订单事件", e_product_spu_audit: "商品审核事件",
    e_api_diff: "接口变更通知 api_diff", e_closing: "小店开始关店", e_reopened: "小店恢复营业", e_channels_ec_close_store: "小店注销",
    allowList: "接口 IP 白名单", allowAny: "未设置：任何地址都可以调用。", allowOnly: "只有 {list} 可以调用；其他地址取令牌得 40164，调用得 61004。", allowOnlyBare: "只有 {list} 可以调用；其他地址只得到 HTTP 403，没有错误码。", bare: "只回 HTTP 403", save: "保存",
  },
  en: {
    title: "Customers' phones", shop: "Shop", newCustomer: "New customer", deliveries: "Deliveries", phones: "Customers' phones",
    live: "Live", away: "Disconnected, trying again…", empty: "No customers yet. “New customer” begins a conversation.",
    hello: "Ask the shop something", placeholder: "Message", send: "Send", more: "More", message: "Message",
    image: "Picture", video: "Video", file: "File", product: "Product", order: "Order", voice: "Voice", upload: "From this computer…",
    close: "Close", back: "Back", pictureOf: "picture", videoOf: "video", seconds: "s", count: "pcs",
    mumbled: "Voice nobody understands", mumbledHint: "no transcript", saidAloud: "transcript", pdf: "PDF invoice request", txt: "Parcel list.txt",
    sending: "On its way to the shop…", acknowledged: "Delivered", retryAt: "Not delivered, again at {time} ({n} tries so far)",
    given_up: "Not delivered: given up after {n} tries", dropped: "Not delivered: the shop has no push URL",
    left: "{n} answers left for the shop", none: "The shop must wait for your next message", shopName: "Shop", customer: "Customer",
    unknownKind: "A message of unknown kind", orderNo: "Order", sendCard: "Send", failedSend: "Not sent, please try again", tooLarge: "More than 30 MB",
    newMessages: "New messages", picCup: "cracked cup", picParcel: "crushed parcel", picTable: "tea table", switchTo: "中文", colon: ": ", steam: "Tea, 4 s",
    said1: "请问今天能发货吗？", said2: "杯子底下有没有刻字呀？", answered: "Shop",
    picPhoto: "phone's photo (large, on its side)", picPng: "screen shot, PNG", buy: "Buy", takenOff: "not on sale", andMore: " and more, {n} kinds",
    step_pay: "Pay", step_deliver_partly: "Ship part", step_deliver: "Ship", step_confirm: "Confirm", step_cancel: "Cancel",
    as_MERCHANT_PROCESSING: "Ask for a refund", as_MERCHANT_WAIT_RECEIPT: "Goods sent back", as_MERCHANT_REFUND_SUCCESS: "Refunded", as_100: "Open a dispute", as_106: "Platform wants evidence", as_112: "Dispute settled",
    pictureBroken: "Not a picture", onDownload: "Download side (pictures, videos, files)", f_media_gone: "File is gone, 404", f_replace_media: "JSON instead", f_slow_media: "Takes 3 s", f_cut_media: "Cut in the middle", f_wrong_media_type: "Calls it text/html", f_oversized_media: "Oversized, 40 MB", f_redirect_media: "Redirect elsewhere",
    dTitle: "Deliveries", dAll: "All", dPending: "Waiting", dUnderWay: "Under way", dAcknowledged: "Delivered", dGivenUp: "Given up", dDropped: "Dropped",
    dEvent: "Event", dCustomer: "Customer", dState: "State", dAttempts: "Pushes", dNext: "Next", dNothing: "No pushes yet.",
    dFaults: "Make trouble", dWaiting: "Waiting to strike", dClear: "Clear", dOrder: "Order",
    o_acknowledged: "acknowledged", o_timed_out: "no answer in 5 s", o_unreachable: "unreachable", o_wrong_status: "wrong status", o_wrong_body: "wrong body", o_cut: "connection cut", o_acknowledgement_lost: "acknowledgement lost",
    f_duplicate: "Push three times", f_lose_acknowledgement: "Lose the acknowledgement", f_cut_connection: "Cut after pushing", f_hold_back: "Hold one back", f_wrong_key: "Wrong key", f_skew_clock: "Clock an hour slow", f_odd_types: "Fields of other types",
    f_accept_then_hang_up: "Accept, then hang up", f_hang_up: "Hang up at once", f_refuse: "Refused", f_answer_slowly: "Answer in 3 s", f_kill_tokens: "Void tokens, 40001", f_use_up_quota: "Day's quota, 45009", f_not_on_allow_list: "Address refused, 61004", f_forbid: "HTTP 403, no errcode",
    onPush: "Push side (events)", onApi: "API side (calls)", howOften: "How long it lasts", once: "Once", times: "{n} times", seconds_n: "{n} s", minutes_n: "{n} min",
    until: "until {time}", errcode: "Error code", refuse: "Refuse with it", customersAndEvents: "Customers and events", storm: "Storm: {n} customers, {m} messages each", unknownSent: "A kind nobody published",
    e_debug_demo: "debug_demo of the debugging tool", e_channels_ec_order_new: "New order", e_product_spu_audit: "Product audited",
    e_api_diff: "API changes, api_diff", e_closing: "The shop begins to close", e_reopened: "The shop is open again", e_channels_ec_close_store: "The shop is deregistered",
    allowList: "Addresses allowed to call the API", allowAny: "None set: every address may call.", allowOnly: "Only {list} may call; others get 40164 for a token, 61004 for a call.", allowOnlyBare: "Only {list} may call; others get HTTP 403 without an errcode.", bare: "HTTP 403 only", save: "Save",
  },
};

let language = localStorage.getItem("xiaoer-sim-language") === "en" ? "en" : "zh-CN";

export function word(name, values = {}) {
  const text = WORDS[language][name] ?? name;
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

export function currentLanguage() {
  return language;
}

export function applyWords(root = document) {
  document.documentElement.lang = language;
  for (const element of root.querySelectorAll("[data-word]")) {
    element.textContent = word(element.dataset.word);
  }
  for (const element of root.querySelectorAll("[data-word-label]")) {
    element.setAttribute("aria-label", word(element.dataset.wordLabel));
  }
}

export function switchLanguage() {
  language = language === "en" ? "zh-CN" : "en";
  localStorage.setItem("xiaoer-sim-language", language);
}

export function clockTime(iso, seconds = false) {
  return new Intl.DateTimeFormat(language, {
    hour: "2-digit", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}), hour12: false,
    timeZone: "Asia/Shanghai",
  }).format(new Date(iso));
}

export function money(fen) {
  return "¥" + (fen / 100).toFixed(2);
}
