// The customers' phones: state from the server, live by server-sent events, drawn by hand.
import { word, applyWords, switchLanguage, clockTime, money, currentLanguage } from "./words.js";
import { bubble, el, icon, ICONS } from "./bubbles.js";

const FILE_BYTES_MAX = 30 * 1024 * 1024;
const GAP_SHOWN_MS = 5 * 60 * 1000;
const TINTS = 8;
const NAMES = ["苏沐", "陈一诺", "阿黎", "许愿", "江小白", "唐果", "方圆", "沈知秋", "白露", "夏至", "顾北", "温言"];

const shops = new Map();
const phones = new Map(); // "shop open_id" → phone
let shownKey = null;

const desk = document.getElementById("phones");
const tabs = document.getElementById("tabs");
const shopChoice = document.getElementById("shop");
const viewer = document.getElementById("viewer");
const linkState = document.getElementById("link-state");

const keyOf = (shop, openId) => shop + " " + openId;

async function ask(path, body) {
  const response = await fetch(path, body && {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error((await response.json().catch(() => ({}))).detail || response.statusText);
  return response.json();
}

// --- one phone

function openPhone(customer) {
  const key = keyOf(customer.shop, customer.open_id);
  let phone = phones.get(key);
  if (phone) {
    Object.assign(phone.customer, customer);
    return phone;
  }
  phone = { key, customer, messages: new Map(), panel: null };
  build(phone);
  phones.set(key, phone);
  desk.append(phone.root);
  tabs.append(phone.tab);
  if (!shownKey) show(key);
  document.body.classList.add("has-phones");
  return phone;
}

function face(customer, tint) {
  const element = el("span", "face tint-" + tint, [...customer.name][0]);
  element.setAttribute("aria-hidden", "true");
  return element;
}

function build(phone) {
  const { customer } = phone;
  phone.root = el("section", "phone");
  phone.root.dataset.testid = "customer-" + customer.open_id;
  phone.root.dataset.shop = customer.shop;
  phone.root.setAttribute("aria-label", customer.name);

  const owner = el("div", "owner");
  const name = el("div", "owner-text");
  phone.left = el("span", "owner-sub");
  name.append(el("b", "", customer.name), phone.left);
  const tint = (phones.size * 3 + 1) % TINTS;
  owner.append(face(customer, tint), name);

  const screen = el("div", "screen");
  const head = el("div", "head");
  phone.title = el("b", "", shops.get(customer.shop)?.name || customer.shop);
  head.append(phone.title);

  phone.chat = el("div", "chat");
  phone.chat.setAttribute("role", "log");
  phone.chat.setAttribute("aria-live", "polite");
  phone.chat.tabIndex = 0;
  phone.jump = el("button", "jump");
  phone.jump.type = "button";
  phone.jump.hidden = true;
  phone.jump.addEventListener("click", () => toBottom(phone));
  phone.chat.addEventListener("scroll", () => { if (atBottom(phone)) phone.jump.hidden = true; });

  phone.problem = el("p", "problem");
  phone.problem.setAttribute("role", "alert");
  phone.problem.hidden = true;

  screen.append(head, phone.chat, phone.jump, phone.problem, composer(phone));
  phone.root.append(owner, screen);

  phone.tab = el("button", "tab");
  phone.tab.type = "button";
  phone.tab.append(face(customer, tint), el("span", "", customer.name));
  phone.tab.addEventListener("click", () => show(phone.key));
  relabel(phone);
}

function composer(phone) {
  const form = el("form", "composer");
  phone.more = el("button", "round");
  phone.more.type = "button";
  phone.more.dataset.testid = "more";
  phone.more.append(icon(ICONS.plus));
  phone.input = el("textarea");
  phone.input.rows = 1;
  phone.input.dataset.testid = "composer";
  phone.input.enterKeyHint = "send";
  phone.send = el("button", "send");
  phone.send.type = "submit";
  phone.send.dataset.testid = "send";
  phone.panel = el("div", "panel");
  phone.panel.hidden = true;

  const fit = () => {
    phone.input.style.height = "auto";
    phone.input.style.height = Math.min(phone.input.scrollHeight, 112) + "px";
    phone.send.disabled = phone.input.value.trim() === "";
  };
  phone.input.addEventListener("input", fit);
  phone.input.addEventListener("keydown", (event) => {
    // The Enter that ends an input method's choice is not meant for us.
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit();
  });
  phone.input.addEventListener("paste", (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find((f) => f.type.startsWith("image/"));
    if (file) { event.preventDefault(); upload(phone, "image", file); }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = phone.input.value.trim();
    if (!text) return;
    phone.input.value = "";
    fit();
    if (!(await say(phone, { msg_type: "text", text: { content: text } }))) {
      phone.input.value = phone.input.value || text;
      fit();
    }
  });
  phone.more.addEventListener("click", () => (phone.panel.hidden ? openPanel(phone) : closePanel(phone)));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !phone.panel.hidden) { closePanel(phone); phone.more.focus(); }
  });
  phone.send.disabled = true;
  const line = el("div", "line");
  line.append(phone.more, phone.input, phone.send);
  form.append(line, phone.panel);
  return form;
}

function relabel(phone) {
  phone.more.setAttribute("aria-label", word("more"));
  phone.more.setAttribute("aria-expanded", String(!phone.panel.hidden));
  phone.input.placeholder = word("placeholder");
  phone.input.setAttribute("aria-label", phone.customer.name + " · " + word("message"));
  phone.send.textContent = word("send");
  phone.jump.textContent = "↓ " + word("newMessages");
  const left = phone.customer.answers_left;
  phone.left.textContent = left === undefined ? word("customer") : left > 0 ? word("left", { n: left }) : word("none");
}

// --- what a phone can send

function closePanel(phone) {
  phone.panel.hidden = true;
  phone.panel.replaceChildren();
  phone.more.setAttribute("aria-expanded", "false");
}

function openPanel(phone) {
  phone.panel.hidden = false;
  phone.more.setAttribute("aria-expanded", "true");
  const grid = el("div", "kinds");
  const kinds = { image: images, video: videos, file: files, product: products, order: orders, voice: voices };
  for (const [kind, open] of Object.entries(kinds)) {
    const button = el("button", "kind");
    button.type = "button";
    button.dataset.testid = "kind-" + kind;
    const sign = el("span", "kind-sign");
    sign.append(icon(ICONS[kind]));
    button.append(sign, el("span", "", word(kind)));
    button.addEventListener("click", () => open(phone));
    grid.append(button);
  }
  phone.panel.replaceChildren(grid);
  toBottom(phone);
  grid.querySelector("button").focus();
}

function choices(phone, title, items) {
  const head = el("div", "panel-head");
  const back = el("button", "back", "‹ " + word("back"));
  back.type = "button";
  back.addEventListener("click", () => openPanel(phone));
  head.append(back, el("b", "", title));
  const list = el("div", "choices");
  for (const item of items) list.append(item);
  phone.panel.replaceChildren(head, list);
  (list.querySelector("button") || back).focus();
}

function choice(phone, testid, drawn, message) {
  const button = el("button", "choice");
  button.type = "button";
  button.dataset.testid = testid;
  button.append(...drawn);
  button.addEventListener("click", async () => {
    closePanel(phone);
    await say(phone, message);
    phone.input.focus();
  });
  return button;
}

function uploadChoice(phone, kind, accept) {
  const label = el("label", "choice upload");
  const input = el("input");
  input.type = "file";
  if (accept) input.accept = accept;
  input.addEventListener("change", () => { if (input.files[0]) upload(phone, kind, input.files[0]); });
  label.append(el("span", "", word("upload")), input);
  return label;
}

function thumb(src, label) {
  const image = el("img");
  image.src = src;
  image.alt = "";
  return [image, el("span", "", label)];
}

function images(phone) {
  const samples = [["broken-cup.jpg", "picCup"], ["parcel.jpg", "picParcel"], ["tea-table.jpg", "picTable"],
    ["broken-cup.jpg", "picPhoto", "photo"], ["tea-table.jpg", "picPng", "png"]];
  choices(phone, word("image"), [
    ...samples.map(([file, name, sample]) =>
      choice(phone, "sample-" + (sample || file), thumb("/sim/pictures/" + file, word(name)), { msg_type: "image", image: { sample: sample || file } })),
    uploadChoice(phone, "image", "image/*"),
  ]);
}

function videos(phone) {
  choices(phone, word("video"), [
    choice(phone, "sample-video", thumb("/sim/pictures/cup.jpg", word("steam")), { msg_type: "video", video: {} }),
    uploadChoice(phone, "video", "video/*"),
  ]);
}

function files(phone) {
  choices(phone, word("file"), [
    choice(phone, "sample-pdf", [icon(ICONS.file), el("span", "", word("pdf"))], { msg_type: "file", file: { sample: "pdf" } }),
    choice(phone, "sample-txt", [icon(ICONS.file), el("span", "", word("txt"))], { msg_type: "file", file: { sample: "txt" } }),
    uploadChoice(phone, "file", ""),
  ]);
}

async function catalog(phone) {
  const { shop, open_id } = phone.customer;
  return ask("/sim/api/catalog?" + new URLSearchParams({ shop, open_id }));
}

async function products(phone) {
  const { products: list } = await catalog(phone);
  choices(phone, word("product"), list.map((p) => offer(
    choice(phone, "product-" + p.product_id, [...thumb(p.picture, p.title), el("b", "price", money(p.price_fen))],
      { msg_type: "product_share", product_share: { product_id: p.product_id } }),
    p.on_sale
      ? [stepButton(phone, "buy-" + p.product_id, word("buy"), ["customers", phone.customer.open_id, "orders"], { products: [{ product_id: p.product_id, count: 1 }] })]
      : [el("span", "hint", word("takenOff"))])));
}

async function orders(phone) {
  const { orders: list } = await catalog(phone);
  choices(phone, word("order"), list.map((o) => offer(
    choice(phone, "order-" + o.order_id, [...thumb(o.picture, o.title + (o.products.length > 1 ? word("andMore", { n: o.products.length }) : "")), el("b", "price", money(o.price_fen))],
      { msg_type: "order_share", order_share: { order_id: o.order_id } }),
    [el("span", "order-state", o.status_label),
      ...o.steps.map((step) => stepButton(phone, "step-" + step + "-" + o.order_id, word("step_" + step), ["orders", o.order_id, step], {}))],
    AFTER_SALES.map((status) => stepButton(phone, "after-sales-" + status + "-" + o.order_id, word("as_" + status), ["events"], afterSales(o.order_id, status))))));
}

/** Words are of the order's after-sales order, numbers of the dispute about it: the platform has both told to the shop. */
const AFTER_SALES = ["MERCHANT_PROCESSING", "MERCHANT_WAIT_RECEIPT", "MERCHANT_REFUND_SUCCESS", 100, 106, 112];

function afterSales(order, status) {
  const sale = "20" + order.slice(2);
  return typeof status === "string"
    ? { event: "channels_ec_aftersale_update", fields: { finder_shop_aftersale_status_update: { status, after_sale_order_id: sale, order_id: order } } }
    : { event: "channels_ec_complaint_update", fields: { finder_shop_complaint: { complaint_status: status, after_sale_order_id: sale, complaint_id: "30" + order.slice(2), order_id: order } } };
}

/** A card to send, and under it what else can be done with the thing. */
function offer(card, ...lines) {
  const box = el("div", "offer");
  box.append(card);
  for (const steps of lines) {
    const line = el("div", "steps");
    line.append(...steps);
    box.append(line);
  }
  return box;
}

/** Places or moves an order; the list is drawn anew with what came of it. */
function stepButton(phone, testid, text, path, body) {
  const button = el("button", "step", text);
  button.type = "button";
  button.dataset.testid = testid;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await ask("/sim/api/" + path.map(encodeURIComponent).join("/"), { shop: phone.customer.shop, ...body });
      complain(phone, "");
    } catch (error) {
      complain(phone, error.message);
    }
    await orders(phone);
  });
  return button;
}

function voices(phone) {
  const said = (text, length) => choice(phone, "voice-said", [icon(ICONS.voice), el("span", "", text)],
    { msg_type: "voice", voice: { translated_msg: text, play_length: length, translation_succ: true } });
  choices(phone, word("voice"), [
    said(word("said1"), 3200),
    said(word("said2"), 4700),
    choice(phone, "voice-mumbled", [icon(ICONS.voice), el("span", "", word("mumbled"))],
      { msg_type: "voice", voice: { translated_msg: "", play_length: 2600, translation_succ: false } }),
  ]);
}

function videoSeconds(file) {
  return new Promise((resolve) => {
    const video = document.createElement("video");
    video.preload = "metadata";
    const done = (seconds) => { URL.revokeObjectURL(video.src); resolve(seconds); };
    video.onloadedmetadata = () => done(Math.max(1, Math.round(video.duration)) || 1);
    video.onerror = () => done(1);
    video.src = URL.createObjectURL(file);
  });
}

async function upload(phone, kind, file) {
  closePanel(phone);
  if (file.size > FILE_BYTES_MAX) return complain(phone, word("tooLarge"));
  const data = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] || "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  const fields = { data, name: file.name, content_type: file.type || "application/octet-stream" };
  if (kind === "video") fields.play_length = await videoSeconds(file);
  await say(phone, { msg_type: kind, [kind]: fields });
}

function complain(phone, text) {
  phone.problem.textContent = text;
  phone.problem.hidden = !text;
}

async function say(phone, message) {
  const { shop, open_id } = phone.customer;
  try {
    await ask("/sim/api/customers/" + encodeURIComponent(open_id) + "/messages", { shop, ...message });
    complain(phone, "");
    return true;
  } catch (error) {
    complain(phone, word("failedSend") + (error.message ? word("colon") + error.message : ""));
    return false;
  }
}

// --- the conversation

const rising = (a, b) => (BigInt(a.msg_id) < BigInt(b.msg_id) ? -1 : 1);
const atBottom = (phone) => phone.chat.scrollHeight - phone.chat.scrollTop - phone.chat.clientHeight < 60;

function toBottom(phone) {
  phone.chat.scrollTop = phone.chat.scrollHeight;
  phone.jump.hidden = true;
}

function openLarge(src) {
  document.getElementById("viewer-image").src = src;
  viewer.showModal();
}

function put(phone, message) {
  const before = phone.messages.get(message.msg_id);
  const follow = atBottom(phone) || message.direction === "out";
  phone.messages.set(message.msg_id, message);
  const row = bubble(message, shops.get(phone.customer.shop), openLarge);
  const old = before && phone.chat.querySelector(`[data-msg-id="${CSS.escape(message.msg_id)}"]`);
  if (old) {
    // A new delivery state must not restart a playing video: only the note changes.
    old.querySelector(".note")?.remove();
    const note = row.querySelector(".note");
    if (note) old.querySelector(".column").append(note);
  } else {
    redraw(phone);
  }
  if (follow) toBottom(phone);
  else if (!before) phone.jump.hidden = false;
  if (!before) {
    if (phone.key !== shownKey) phone.tab.classList.add("unread");
    if (message.direction === "out") phone.customer.answers_left = 5;
    else if (phone.customer.answers_left !== undefined) phone.customer.answers_left -= 1;
    relabel(phone);
  }
}

function redraw(phone) {
  const shop = shops.get(phone.customer.shop);
  const drawn = new Map([...phone.chat.querySelectorAll(".row")].map((row) => [row.dataset.msgId, row]));
  const nodes = [];
  let last = 0;
  for (const message of [...phone.messages.values()].sort(rising)) {
    const at = Date.parse(message.created_at);
    if (at - last > GAP_SHOWN_MS) nodes.push(el("p", "time", clockTime(message.created_at)));
    last = at;
    nodes.push(drawn.get(message.msg_id) || bubble(message, shop, openLarge));
  }
  phone.chat.replaceChildren(...(nodes.length ? nodes : [el("p", "hello", word("hello"))]));
}

function show(key) {
  shownKey = key;
  for (const phone of phones.values()) {
    const shown = phone.key === key;
    phone.root.classList.toggle("shown", shown);
    phone.tab.classList.toggle("shown", shown);
    phone.tab.setAttribute("aria-pressed", String(shown));
    if (shown) phone.tab.scrollIntoView({ inline: "nearest", block: "nearest" });
    if (shown) { phone.tab.classList.remove("unread"); toBottom(phone); }
  }
}

// --- the whole page

async function load() {
  const state = await ask("/sim/api/state");
  shops.clear();
  for (const shop of state.shops) shops.set(shop.id, shop);
  const chosen = shopChoice.value;
  shopChoice.replaceChildren(...state.shops.map((shop) => {
    const option = el("option", "", shop.name);
    option.value = shop.id;
    return option;
  }));
  if (shops.has(chosen)) shopChoice.value = chosen;
  document.getElementById("shop-choice").hidden = state.shops.length < 2;
  for (const { messages, ...customer } of state.customers) {
    const phone = openPhone(customer);
    phone.messages = new Map(messages.map((m) => [m.msg_id, m]));
    phone.chat.replaceChildren();
    redraw(phone);
    toBottom(phone);
    relabel(phone);
  }
  empty();
}

function empty() {
  let hint = desk.querySelector(".empty");
  if (phones.size === 0) {
    if (!hint) desk.append((hint = el("p", "empty")));
    hint.textContent = word("empty");
  } else {
    hint?.remove();
  }
}

function randomOpenId() {
  const bytes = crypto.getRandomValues(new Uint8Array(27));
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return "o" + [...bytes].map((b) => letters[b % 64]).join("");
}

document.getElementById("new-customer").addEventListener("click", async () => {
  const name = NAMES[phones.size % NAMES.length];
  const shop = shopChoice.value || [...shops.keys()][0];
  const customer = await ask("/sim/api/customers", { shop, open_id: randomOpenId(), name });
  const phone = openPhone(customer);
  redraw(phone);
  empty();
  show(phone.key);
  phone.root.scrollIntoView({ inline: "end", block: "nearest" });
  phone.input.focus();
});

function label() {
  applyWords();
  document.title = word("title") + " · 小二";
  const button = document.getElementById("language");
  button.textContent = word("switchTo");
  button.lang = currentLanguage() === "en" ? "zh-CN" : "en";
  document.getElementById("viewer-close").setAttribute("aria-label", word("close"));
  tabs.setAttribute("aria-label", word("phones"));
  for (const phone of phones.values()) {
    relabel(phone);
    phone.chat.replaceChildren();
    redraw(phone);
    toBottom(phone);
    closePanel(phone);
  }
  empty();
}

document.getElementById("language").addEventListener("click", () => { switchLanguage(); label(); linked(linkedNow); });
document.getElementById("viewer-close").addEventListener("click", () => viewer.close());
viewer.addEventListener("click", (event) => { if (event.target === viewer) viewer.close(); });

let linkedNow = false;
function linked(yes) {
  linkedNow = yes;
  linkState.textContent = word(yes ? "live" : "away");
  linkState.classList.toggle("bad", !yes);
}

function listen() {
  const source = new EventSource("/sim/api/stream");
  // Whatever was missed while away is in the state; changes after it are idempotent.
  source.addEventListener("hello", () => load().then(() => linked(true), () => linked(false)));
  source.addEventListener("customer", (event) => { const phone = openPhone(JSON.parse(event.data)); redraw(phone); empty(); });
  source.addEventListener("message", (event) => {
    const message = JSON.parse(event.data);
    const phone = phones.get(keyOf(message.shop, message.open_id));
    if (phone) put(phone, message);
    else load();
  });
  source.addEventListener("delivery", (event) => {
    const delivery = JSON.parse(event.data);
    const phone = phones.get(keyOf(delivery.shop, delivery.open_id));
    const message = phone?.messages.get(delivery.msg_id);
    if (message) put(phone, { ...message, delivery: { state: delivery.state, next_at: delivery.next_at, pushes: delivery.pushes } });
  });
  source.addEventListener("order", (event) => {
    const order = JSON.parse(event.data);
    const phone = phones.get(keyOf(order.shop, order.open_id));
    for (const message of phone?.messages.values() ?? []) {
      if (message.order_share?.order_id !== order.order_id) continue;
      message.card = order;
      phone.chat.querySelector(`[data-msg-id="${CSS.escape(message.msg_id)}"]`)
        ?.replaceWith(bubble(message, shops.get(order.shop), openLarge));
    }
  });
  source.onerror = () => linked(false);
}

label();
listen();
