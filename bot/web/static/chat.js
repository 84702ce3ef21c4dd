import { composer } from "./composer.js";
import { live } from "./live.js";
import { day, el, element } from "./messages.js";
import { newId, post, Unsent } from "./unsent.js";

const $ = (id) => document.getElementById(id);
const [page, log, text, toast, connection] = ["page", "log", "text", "toast", "connection"].map($);
let state = JSON.parse(document.body.dataset.state);
const known = new Map(); // messages by name
const taps = new Map(); // taps under way or not known to have arrived: their ids by message and action
let newest = 0, fresh = true, toastEnds, downSince;

// ---- what stands on the page

const shownAs = (name) => log.querySelector(`article[data-name="${name}"]`);

function place(node) {
  const later = (other) => other.dataset.at && (!node.dataset.at || other.dataset.at <= node.dataset.at);
  const all = [...log.querySelectorAll("article")];
  let before = all.length;
  while (before && !later(all[before - 1])) before--;
  log.insertBefore(node, all[before] ?? null);
}

function put(message) {
  known.set(message.name, message);
  const node = element(message, state);
  const old = shownAs(message.name);
  if (!old) place(node);
  else if (old.dataset.at === node.dataset.at) swap(old, node);
  else { old.remove(); place(node); }
  return node;
}

// The reader's place is kept: on the same button if there is still one, else on the message.
function swap(old, node) {
  const focused = old.contains(document.activeElement) && document.activeElement;
  old.replaceWith(node);
  if (!focused) return;
  const same = [...node.querySelectorAll("button")].find((b) => b.dataset.action === focused.dataset?.action);
  (same ?? node).focus({ preventScroll: true });
}

function days() {
  let last = "", heading = null;
  for (const node of [...log.children]) {
    if (node.className === "day") { heading?.remove(); heading = node; continue; }
    const today = node.dataset.at ? day(state, node.dataset.at) : last;
    if (today === last) heading?.remove();
    else if (heading) { if (heading.textContent !== today) heading.textContent = today; }
    else log.insertBefore(el("p", { className: "day", textContent: today }), node);
    [last, heading] = [today, null];
  }
  heading?.remove();
}

function silently(change) {
  log.setAttribute("aria-live", "off");
  change();
  setTimeout(() => log.setAttribute("aria-live", "polite"), 1000);
}

function say(words) {
  clearTimeout(toastEnds);
  toast.textContent = words;
  toastEnds = setTimeout(() => { toast.textContent = ""; }, 3000 + 60 * words.length);
}

// ---- scrolling: at the end unless the reader went up

let atEnd = true, lastTop = 0;
const isNearEnd = () => page.scrollHeight - page.scrollTop - page.clientHeight < 120;
const toEnd = () => { atEnd = true; page.scrollTop = page.scrollHeight; };
page.addEventListener("scroll", () => {
  atEnd = isNearEnd() || (atEnd && page.scrollTop >= lastTop); // a picture that loads is not a reader going up
  lastTop = page.scrollTop;
}, { passive: true });
const keepEnd = new ResizeObserver(() => atEnd && toEnd());
[page, log].forEach((node) => keepEnd.observe(node));

// A message longer than the screen is shown from its beginning.
function showNew(node) {
  const end = page.scrollHeight - page.clientHeight;
  atEnd = node.offsetTop - 12 >= end;
  page.scrollTop = lastTop = Math.min(end, node.offsetTop - 12);
}

// ---- what comes in

function news({ messages, toasts }) {
  const wasAtEnd = atEnd;
  const added = messages.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  const change = () => messages.forEach((message) => put({ ...message, mark: "sent" }));
  if (fresh) silently(change);
  else change();
  newest = Math.max(newest, ...messages.map(({ id }) => id));
  days();
  if (messages.length || toasts.length) release();
  if (fresh) toEnd();
  else if (wasAtEnd && added.length) showNew(shownAs(added[0]));
  if (!fresh) answerTo(messages.filter(({ mine }) => !mine), toasts);
  fresh = false;
}

function answerTo(messages, toasts) {
  const words = [...toasts, ...messages.map(({ content }) => content.toast)].filter(Boolean).pop();
  if (words) say(words);
  if (messages.some(({ content }) => content.wants_text) && document.hasFocus()) text.focus({ preventScroll: true });
}

function become(next) {
  const changed = next.language !== state.language;
  state = next;
  if (!changed) return;
  Object.assign(document.documentElement, { lang: state.language, dir: state.direction });
  document.querySelectorAll("[data-text]").forEach((node) => { node.textContent = state.labels[node.dataset.text]; });
  document.querySelectorAll("[data-label]").forEach((node) => {
    const label = state.labels[node.dataset.label];
    node.setAttribute("aria-label", label);
    if (node.title) node.title = label;
    if (node.placeholder) node.placeholder = label;
  });
  silently(() => { known.forEach(put); days(); });
}

function empty() {
  if (log.contains(document.activeElement)) page.focus({ preventScroll: true });
  [known, taps].forEach((all) => all.clear());
  log.replaceChildren();
  newest = 0;
  unsent.items.forEach(showUnsent);
}

function startOver() {
  empty();
  fresh = true;
}

function hear(frame) {
  const { type, ...rest } = frame;
  if (type === "news") news(rest);
  else if (type === "state") become(rest);
  else if (type === "all") startOver();
  else if (type === "emptied") empty();
}

// ---- what goes out

function showUnsent({ id, text: written, kind }) {
  const lines = written ? written.split("\n").map((line) => ({ text: line })) : [{ text: state.labels[kind] }];
  put({ name: `m${id}`, mine: true, mark: "waiting", direction: "auto", content: { lines, buttons: [] } });
}

const unsent = new Unsent(({ id }, error) => {
  const message = known.get(`m${id}`);
  if (message && !message.at) put({ ...message, error, mark: error ? "failed" : "sent" });
});

function give(item) {
  const whole = { id: newId(), ...item };
  showUnsent(whole);
  toEnd();
  unsent.add(whole);
}

function busy(node, is) {
  for (const button of [node, ...node.querySelectorAll("button")]) {
    if (is) button.setAttribute(button === node ? "aria-busy" : "aria-disabled", "true");
    else ["aria-busy", "aria-disabled", "data-tapped"].forEach((name) => button.removeAttribute(name));
  }
}

const release = () => document.querySelectorAll("[aria-busy]").forEach((node) => busy(node, false));

// A tap that may have arrived is repeated under its old id, so "one child more" never counts twice.
async function tap(node, said) {
  if (node.getAttribute("aria-busy")) return;
  busy(node, true);
  const key = JSON.stringify(said);
  const id = taps.get(key) ?? newId();
  taps.set(key, id);
  await unsent.flush();
  const { done, error } = await post("/messages", JSON.stringify({ id, ...said }));
  if (done) taps.delete(key);
  if (!done || error) say(error ?? state.labels.failed);
  setTimeout(() => busy(node, false), done && !error ? 4000 : 0);
}

log.addEventListener("click", ({ target }) => {
  const button = target.closest("button[data-action]");
  if (!button || button.getAttribute("aria-disabled")) return;
  button.dataset.tapped = "";
  const node = button.closest("article");
  tap(node, { action: button.dataset.action, message: node.dataset.name });
});
$("menu").addEventListener("click", ({ currentTarget }) => tap(currentTarget, { command: "menu" }));

$("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    say(state.labels.copied);
  } catch {
    prompt(state.labels.keep, location.href);
  }
});

// ---- the connection

function remember(token) {
  if (window.top !== window) return; // the demo shows other people's pages
  try {
    if (token) localStorage.setItem("page", token);
    else localStorage.removeItem("page");
  } catch {
    // Without a store the link itself is the only key.
  }
}

remember(location.pathname.split("/")[2]);
composer({ give, sorry: () => say(state.labels.microphone) });
unsent.items.forEach(showUnsent);
live({
  after: () => newest,
  hear,
  up() {
    clearTimeout(downSince);
    downSince = null;
    connection.textContent = "";
    unsent.flush();
  },
  down() {
    downSince ??= setTimeout(() => { connection.textContent = state.labels.offline; }, 1500);
  },
  gone() {
    remember(null);
    connection.textContent = state.labels.gone;
    $("composer").hidden = true;
  },
});
