// Draws one message. What people wrote goes into textContent only.
import { word, money, clockTime } from "./words.js";

export function el(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

export function icon(paths) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  for (const d of paths) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

export const ICONS = {
  image: ["M4 5h16v14H4z", "M4 16l5-5 4 4 3-3 4 4", "M15.500 9.500h.01"],
  video: ["M3 6h12v12H3z", "M15 10.500l6-3.500v10l-6-3.500"],
  file: ["M6 3h8l4 4v14H6z", "M14 3v4h4", "M9 12h6M9 16h6"],
  product: ["M6 8h12l1 12H5z", "M9 8a3 3 0 0 1 6 0"],
  order: ["M6 3h12v18l-3-2-3 2-3-2-3 2z", "M9 8h6M9 12h6"],
  voice: ["M12 4a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3z", "M6 11a6 6 0 0 0 12 0", "M12 17v3"],
  plus: ["M12 6v12M6 12h12"],
};

// Signs that turn the writing's direction make "exe.gpj" out of "gpj.exe".
const fileName = (name) => name.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");

function size(bytes) {
  if (!bytes) return "";
  return bytes >= 1048576 ? (bytes / 1048576).toFixed(1) + " MB" : Math.max(1, Math.round(bytes / 1024)) + " KB";
}

function picture(src, alt, openLarge) {
  const button = el("button", "picture");
  button.type = "button";
  const image = el("img");
  image.src = src;
  image.alt = alt;
  image.loading = "lazy";
  image.addEventListener("error", () => {
    const broken = el("p", "broken");
    broken.append(icon(ICONS.image), el("span", "", word("pictureBroken")));
    button.replaceWith(broken);
  });
  button.append(image);
  button.addEventListener("click", () => openLarge(src));
  return button;
}

function goods(card, lines) {
  const box = el("div", "goods");
  const image = el("img");
  image.src = card.picture;
  image.alt = "";
  const text = el("div", "goods-text");
  for (const [className, line] of lines) text.append(el("p", className, line));
  box.append(image, text);
  return box;
}

const DRAWN = {
  text: (m) => el("p", "text", m.text.content),
  image: (m, open) => {
    const src = m.card?.view_url || "";
    return src ? picture(src, word("pictureOf"), open) : el("p", "text muted", "[" + word("image") + "]");
  },
  video: (m) => {
    if (!m.card?.view_url) return el("p", "text muted", "[" + word("video") + "]");
    const video = el("video", "video");
    video.controls = true;
    video.preload = "none";
    video.playsInline = true;
    if (m.card.cover_url) video.poster = m.card.cover_url;
    video.src = m.card.view_url;
    video.setAttribute("aria-label", word("videoOf"));
    return video;
  },
  file: (m) => {
    const link = el("a", "file");
    const href = m.card?.view_url;
    if (href) {
      link.href = href;
      link.download = fileName(m.card.name || "");
    }
    const about = el("span", "file-text");
    about.append(el("b", "", fileName(m.card?.name || "") || word("file")), el("span", "", size(m.card?.size)));
    const sign = el("span", "file-sign");
    sign.append(icon(ICONS.file));
    link.append(about, sign);
    return link;
  },
  product_share: (m) =>
    m.card
      ? goods(m.card, [["goods-title", m.card.title], ["goods-sub", m.card.variant], ["price", money(m.card.price_fen)]])
      : el("p", "text", word("product") + " " + m.product_share.product_id),
  order_share: (m) => {
    if (!m.card) return el("p", "text", word("orderNo") + " " + m.order_share.order_id);
    const box = el("div", "order");
    const head = el("div", "order-head");
    head.append(el("span", "", word("orderNo") + " " + m.card.order_id), el("b", "", m.card.status_label));
    box.append(head, goods(m.card, [
      ["goods-title", m.card.title],
      ["goods-sub", m.card.variant + " × " + m.card.count + (m.card.products.length > 1 ? word("andMore", { n: m.card.products.length }) : "")],
      ["price", money(m.card.price_fen)],
    ]));
    return box;
  },
  voice: (m) => {
    const seconds = Math.max(1, Math.round(m.voice.play_length / 1000));
    const box = el("div", "voice");
    const waves = el("span", "waves");
    for (let i = 0; i < 9; i++) waves.append(el("i"));
    const top = el("div", "voice-top");
    top.append(waves, el("span", "", seconds + "″"));
    const said = m.voice.translation_succ ? m.voice.translated_msg : word("mumbledHint");
    box.append(top, el("p", "transcript" + (m.voice.translation_succ ? "" : " muted"), said));
    return box;
  },
};

function unknown(m) {
  const box = el("div", "text");
  box.append(el("p", "muted", word("unknownKind") + word("colon") + m.msg_type), el("pre", "", JSON.stringify(m[m.msg_type])));
  return box;
}

const BARE = new Set(["image", "video", "product_share", "order_share", "file"]);

export function bubble(message, shop, openLarge) {
  const row = el("div", "row " + (message.direction === "out" ? "mine" : "theirs"));
  row.dataset.msgId = message.msg_id;
  if (message.direction === "in") {
    const face = el("span", "face shop-face", (shop?.name || "店").slice(0, 1));
    face.setAttribute("aria-hidden", "true");
    row.append(face);
  }
  const column = el("div", "column");
  const body = el("div", "bubble" + (BARE.has(message.msg_type) ? " bare" : ""));
  body.dataset.testid = "bubble";
  body.dataset.direction = message.direction;
  body.dataset.type = message.msg_type;
  body.title = clockTime(message.created_at, true);
  const draw = DRAWN[message.msg_type] || unknown;
  body.append(draw(message, openLarge));
  column.append(body);
  const note = deliveryNote(message.delivery);
  if (note) column.append(note);
  row.append(column);
  return row;
}

function deliveryNote(delivery) {
  if (!delivery || delivery.state === "acknowledged") return null;
  const failed = delivery.pushes > 0;
  if (delivery.state === "pending" && !failed) return el("p", "note", word("sending"));
  const text =
    delivery.state === "pending"
      ? word("retryAt", { time: clockTime(delivery.next_at, true), n: delivery.pushes })
      : word(delivery.state, { n: delivery.pushes });
  const note = el("p", "note bad", text);
  note.dataset.testid = "delivery-note";
  return note;
}
