// Every delivery with every attempt, live.
import { word, applyWords, switchLanguage, clockTime } from "./words.js";
import { el } from "./bubbles.js";

const SHOWN_MAX = 300;
const REDRAW_MS = 200;
const STATES = { "": "dAll", pending: "dPending", acknowledged: "dAcknowledged", given_up: "dGivenUp", dropped: "dDropped" };
const ON_PUSH = ["duplicate", "lose_acknowledgement", "cut_connection", "hold_back", "wrong_key", "skew_clock", "odd_types"];
const ON_API = ["accept_then_hang_up", "hang_up", "answer_slowly", "kill_tokens", "use_up_quota", "not_on_allow_list", "forbid"];
const ON_DOWNLOAD = ["media_gone", "replace_media", "slow_media", "cut_media", "wrong_media_type", "oversized_media", "redirect_media"];
const EXTENTS = [{}, { count: 3 }, { count: 10 }, { for_seconds: 30 }, { for_seconds: 120 }, { for_seconds: 600 }];
const STORM = { customers: 50, messages: 4 };
const seconds = () => String(Math.floor(Date.now() / 1000));
const DOCS = "https://developers.weixin.qq.com/doc/store/shop/";
const change = (chinese_name, cgi_path, doc, change_content) => ({ chinese_name, cgi_path, doc_url: DOCS + doc, change_content });
const status = (old_status, new_status) => () => ({ old_status, new_status, change_timestamp: seconds() });
const EVENTS = [
  { name: "debug_demo", fields: () => ({ debug_str: "hello world" }) },
  { name: "channels_ec_order_new", fields: () => ({ order_info: { order_id: "3705115058471208928" } }) },
  { name: "product_spu_audit", fields: () => ({ ProductAudit: { product_id: "10000000001001", status: 3 } }) },
  { name: "api_diff", fields: () => ({
    changelog_url: DOCS + "changelog.html", change_time: seconds(), api_changes: [
      change("发送客服消息", "/channels/ec/commkf/sendmsg", "API/kf/api_sendmsg", "更新接口：text.content 最多 1024 字节"),
      change("电子面单取号", "/channels/ec/logistics/ewaybill/biz/order/create", "changelog.html", "更新接口：新增跨店打单的入参"),
    ] }) },
  { name: "closing", event: "channels_ec_change_status", fields: status("open_finished", "closing") },
  { name: "reopened", event: "channels_ec_change_status", fields: status("closing", "open_finished") },
  { name: "channels_ec_close_store", fields: () => ({ close_timestamp: seconds() }) },
];

const deliveries = new Map();
const list = document.getElementById("list");
let filter = "";
let waiting = [];
let extent = EXTENTS[0];
let shops = [];
let errors = [];
let over = 0;

function draw(delivery) {
  const box = el("details", "delivery");
  box.dataset.id = delivery.id;
  box.dataset.testid = "delivery";
  const summary = el("summary");
  const stateWord = word(delivery.state === "pending" && !delivery.pushes ? "dUnderWay" : STATES[delivery.state]);
  const last = delivery.attempts.at(-1);
  summary.append(
    el("span", "state " + delivery.state, stateWord),
    el("span", "event", (shops.length > 1 ? shopName(delivery.shop) + " · " : "") + delivery.event),
    el("code", "", delivery.msg_id || delivery.id),
    el("span", "muted when", delivery.next_at && delivery.pushes ? word("dNext") + " " + clockTime(delivery.next_at, true) : last ? clockTime(last.at, true) : ""),
    el("span", "muted count", "× " + delivery.pushes),
  );
  const table = el("table", "attempts");
  for (const attempt of delivery.attempts) {
    const row = el("tr");
    row.append(
      el("td", "", clockTime(attempt.at, true)),
      el("td", "", word("o_" + attempt.outcome)),
      el("td", "", attempt.status === null ? "—" : String(attempt.status)),
      el("td", "muted", attempt.body),
    );
    table.append(row);
  }
  box.append(summary, table);
  return box;
}

function redraw() {
  const open = new Set([...list.querySelectorAll("details[open]")].map((d) => d.dataset.id));
  const shown = [...deliveries.values()].filter((d) => !filter || d.state === filter).slice(-SHOWN_MAX).reverse();
  const nodes = shown.map((delivery) => {
    const box = draw(delivery);
    box.open = open.has(delivery.id);
    return box;
  });
  list.replaceChildren(...(nodes.length ? nodes : [el("p", "empty", word("dNothing"))]));
}

let due = false;
function soon() {
  if (due) return;
  due = true;
  setTimeout(() => { due = false; redraw(); }, REDRAW_MS); // In a storm every frame would bring news.
}

const shopName = (id) => shops.find((shop) => shop.id === id)?.name || id;
const shopChosen = () => document.getElementById("shop").value || shops[0]?.id;

async function ask(method, path, body) {
  const problem = document.getElementById("problem");
  const response = await fetch("/sim/api/" + path, {
    method, headers: { "Content-Type": "application/json" }, body: body && JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  problem.hidden = response.ok;
  problem.textContent = response.ok ? "" : answer.detail || response.statusText;
  return response.ok ? answer : null;
}

/** A row of buttons; the pressed ones of a choice say so. */
function row(id, items) {
  document.getElementById(id).replaceChildren(...items.map(({ text, act, pressed, testid }) => {
    const button = el("button", "", text);
    button.type = "button";
    if (testid) button.dataset.testid = testid;
    if (pressed !== undefined) button.setAttribute("aria-pressed", String(pressed));
    button.addEventListener("click", act);
    return button;
  }));
}

function extentWord({ count, for_seconds: seconds }) {
  if (count) return word("times", { n: count });
  if (seconds) return seconds < 60 ? word("seconds_n", { n: seconds }) : word("minutes_n", { n: seconds / 60 });
  return word("once");
}

function order(fault) {
  // A used-up quota lasts until midnight by itself, so a count says nothing about it.
  const lasting = fault.fault === "use_up_quota" && extent.count ? {} : extent;
  return ask("POST", "faults", { ...fault, ...lasting });
}

function buttons() {
  row("filters", Object.entries(STATES).map(([state, name]) => ({
    text: word(name), pressed: state === filter, act: () => { filter = state; buttons(); redraw(); },
  })));
  row("extents", EXTENTS.map((each) => ({
    text: extentWord(each), pressed: each === extent, act: () => { extent = each; buttons(); },
  })));
  for (const [id, names] of [["push-faults", ON_PUSH], ["api-faults", ON_API], ["download-faults", ON_DOWNLOAD]]) {
    row(id, names.map((name) => ({ text: word("f_" + name), testid: "fault-" + name, act: () => order({ fault: name }) })));
  }
  row("happenings", [
    { text: word("storm", { n: STORM.customers, m: STORM.messages }), testid: "storm", act: () => ask("POST", "storms", { shop: shopChosen(), ...STORM }) },
    { text: word("unknownSent"), act: () => ask("POST", "customers/oStorm000000000000000000000/messages", { shop: shopChosen(), msg_type: "location", location: { label: "西湖" } }) },
    ...EVENTS.map(({ name, event = name, fields }) => ({ text: word("e_" + name), testid: "event-" + name, act: () => ask("POST", "events", { shop: shopChosen(), event, fields: fields() }) })),
  ]);
  drawWaiting();
}

function drawWaiting() {
  const line = document.getElementById("waiting");
  const now = Date.now();
  waiting = waiting.filter((f) => !f.until || Date.parse(f.until) > now);
  const chips = waiting.map((f) => {
    const often = f.until ? word("until", { time: clockTime(f.until, true) }) : f.count > 1 ? word("times", { n: f.count }) : "";
    return el("span", "chip", [word("f_" + f.fault), f.errcode, often].filter(Boolean).join(" · "));
  });
  line.replaceChildren(el("span", "", word("dWaiting")), ...(chips.length ? chips : [el("span", "", "—")]));
  if (waiting.length) {
    const clear = el("button", "button", word("dClear"));
    clear.type = "button";
    clear.addEventListener("click", () => ask("DELETE", "faults"));
    line.append(clear);
  }
  clearTimeout(over);
  const ends = waiting.filter((f) => f.until).map((f) => Date.parse(f.until) - now);
  if (ends.length) over = setTimeout(drawWaiting, Math.min(...ends, 2 ** 31 - 1) + 50);
}

function drawShops() {
  const choice = document.getElementById("shop");
  const chosen = choice.value;
  choice.replaceChildren(...shops.map((shop) => new Option(shop.name, shop.id)));
  if (shops.some((shop) => shop.id === chosen)) choice.value = chosen;
  document.getElementById("about").hidden = shops.length < 2;
  drawAllowed();
}

function drawAllowed() {
  const { allowed_addresses: list = [], bare = false } = shops.find((shop) => shop.id === shopChosen()) ?? {};
  document.getElementById("bare").checked = bare;
  document.getElementById("addresses").value = list.join(" ");
  document.getElementById("allowed").textContent =
    (shops.length > 1 ? shopName(shopChosen()) + word("colon") : "") + (list.length ? word(bare ? "allowOnlyBare" : "allowOnly", { list: list.join("、") }) : word("allowAny"));
}

document.getElementById("shop").addEventListener("change", drawAllowed);
document.getElementById("about").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("refuse").addEventListener("submit", (event) => {
  event.preventDefault();
  order({ fault: "refuse", errcode: Number(document.getElementById("errcode").value) });
});
document.getElementById("allow").addEventListener("submit", async (event) => {
  event.preventDefault();
  const addresses = document.getElementById("addresses").value.split(/[\s,，、;]+/).filter(Boolean);
  const shop = await ask("PUT", "shops/" + encodeURIComponent(shopChosen()) + "/allowed_addresses", { allowed_addresses: addresses, bare: document.getElementById("bare").checked });
  if (shop) { shops = shops.map((each) => (each.id === shop.id ? shop : each)); drawAllowed(); }
});

async function load() {
  const [all, faults, known, published] = await Promise.all(
    ["deliveries", "faults", "shops", "errors"].map((p) => fetch("/sim/api/" + p).then((r) => r.json())));
  deliveries.clear();
  for (const delivery of all.deliveries) deliveries.set(delivery.id, delivery);
  waiting = faults.waiting;
  shops = known.shops;
  errors = published.errors;
  document.getElementById("errcode").replaceChildren(
    ...errors.map(({ errcode, errmsg }) => new Option(errcode + "  " + errmsg, String(errcode))));
  drawShops();
  buttons();
  redraw();
}

const linkState = document.getElementById("link-state");
let linkedNow = false;
function linked(yes) {
  linkedNow = yes;
  linkState.textContent = word(yes ? "live" : "away");
  linkState.classList.toggle("bad", !yes);
}

function label() {
  applyWords();
  document.title = word("dTitle") + " · 小二";
  document.getElementById("language").textContent = word("switchTo");
  drawShops();
  buttons();
  redraw();
}

document.getElementById("language").addEventListener("click", () => { switchLanguage(); label(); linked(linkedNow); });
label();
const source = new EventSource("/sim/api/stream");
source.addEventListener("hello", () => load().then(() => linked(true), () => linked(false)));
source.addEventListener("delivery", (event) => { const d = JSON.parse(event.data); deliveries.set(d.id, d); soon(); });
source.addEventListener("faults", (event) => { waiting = JSON.parse(event.data).waiting; drawWaiting(); });
source.onerror = () => linked(false);
