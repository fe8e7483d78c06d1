// Every delivery with every attempt, live.
import { word, applyWords, switchLanguage, clockTime } from "./words.js";
import { el } from "./bubbles.js";

const SHOWN_MAX = 300;
const STATES = { "": "dAll", pending: "dPending", acknowledged: "dAcknowledged", given_up: "dGivenUp", dropped: "dDropped" };
const ON_PUSH = ["duplicate", "lose_acknowledgement", "cut_connection", "hold_back", "wrong_key", "skew_clock", "odd_types"];
const ON_API = ["accept_then_hang_up", "hang_up", "refuse", "answer_slowly", "kill_tokens", "use_up_quota", "not_on_allow_list"];

const deliveries = new Map();
const list = document.getElementById("list");
let filter = "";
let waiting = [];

function draw(delivery) {
  const box = el("details", "delivery");
  box.dataset.id = delivery.id;
  box.dataset.testid = "delivery";
  const summary = el("summary");
  const stateWord = word(STATES[delivery.state]);
  const last = delivery.attempts.at(-1);
  summary.append(
    el("span", "state " + delivery.state, stateWord),
    el("span", "", delivery.event),
    el("code", "", delivery.msg_id || delivery.id),
    el("span", "muted", delivery.next_at && delivery.pushes ? word("dNext") + " " + clockTime(delivery.next_at, true) : last ? clockTime(last.at, true) : ""),
    el("span", "muted", "× " + delivery.pushes),
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
  requestAnimationFrame(() => { due = false; redraw(); });
}

function buttons() {
  const filters = document.getElementById("filters");
  filters.replaceChildren(...Object.entries(STATES).map(([state, name]) => {
    const button = el("button", "", word(name));
    button.type = "button";
    button.setAttribute("aria-pressed", String(state === filter));
    button.addEventListener("click", () => { filter = state; buttons(); redraw(); });
    return button;
  }));
  for (const [id, names] of [["push-faults", ON_PUSH], ["api-faults", ON_API]]) {
    document.getElementById(id).replaceChildren(...names.map((name) => {
      const button = el("button", "", word("f_" + name));
      button.type = "button";
      button.addEventListener("click", () => fetch("/sim/api/faults", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ fault: name }),
      }));
      return button;
    }));
  }
  const line = document.getElementById("waiting");
  line.replaceChildren(document.createTextNode(
    word("dWaiting") + "：" + (waiting.map((f) => word("f_" + f.fault)).join("、") || "—") + "　"));
  if (waiting.length) {
    const clear = el("button", "button", word("dClear"));
    clear.type = "button";
    clear.addEventListener("click", () => fetch("/sim/api/faults", { method: "DELETE" }));
    line.append(clear);
  }
}

async function load() {
  const [all, faults] = await Promise.all(["deliveries", "faults"].map((p) => fetch("/sim/api/" + p).then((r) => r.json())));
  deliveries.clear();
  for (const delivery of all.deliveries) deliveries.set(delivery.id, delivery);
  waiting = faults.waiting;
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
  buttons();
  redraw();
}

document.getElementById("language").addEventListener("click", () => { switchLanguage(); label(); linked(linkedNow); });
label();
const source = new EventSource("/sim/api/stream");
source.addEventListener("hello", () => load().then(() => linked(true), () => linked(false)));
source.addEventListener("delivery", (event) => { const d = JSON.parse(event.data); deliveries.set(d.id, d); soon(); });
source.addEventListener("faults", (event) => { waiting = JSON.parse(event.data).waiting; buttons(); });
source.onerror = () => linked(false);
