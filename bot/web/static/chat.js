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

// The reader's place is kept: on the same button if there is still one, else on the message. What was tapped stays put.
function swap(old, node) {
  if (old.getAttribute("aria-busy") && old.nextElementSibling) held = null;
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
    const today = node.dataset.local ? day(state, node.dataset.local) : last;
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

// ---- scrolling: what is new is shown unless the reader went up

const END = "end", TOGETHER = 3_000, ANSWERED_WITHIN = 15_000; // ms
const down = $("down");
let following = true; // until the reader goes up
let held = END; // what stays in sight though sizes change: the end, or new messages by the first one's name
let lastTop = 0, askedAt = -Infinity, newsAt = 0, first = "";

const isNearEnd = () => page.scrollHeight - page.scrollTop - page.clientHeight < 120;
const isAnswer = () => Date.now() - askedAt < ANSWERED_WITHIN;
const unseen = (is) => { down.hidden = !is; };

// From its beginning if it is longer than the screen, but always with a good part of what came last.
function heldTop() {
  const node = shownAs(held), end = page.scrollHeight - page.clientHeight;
  if (!node) return end;
  return Math.min(end, Math.max(node.offsetTop - 12, log.lastElementChild.offsetTop - page.clientHeight / 2));
}

function settle() {
  if (held) page.scrollTop = heldTop();
  lastTop = page.scrollTop;
}

function show(what) {
  [following, held] = [true, what];
  settle();
  unseen(false);
}

const toEnd = () => show(END);

function showNew(name) {
  if (!first || Date.now() - newsAt > TOGETHER) first = name;
  newsAt = Date.now();
  show(first);
}

// The person said something: what comes now answers it.
function ask() {
  askedAt = Date.now();
  first = "";
}

// Our own scrolling leaves `lastTop` where the page stands; anything else is the reader.
page.addEventListener("scroll", () => {
  if (Math.abs(page.scrollTop - lastTop) < 2) return;
  const up = page.scrollTop < lastTop;
  lastTop = page.scrollTop;
  held = isNearEnd() ? END : null;
  following = Boolean(held) || (following && !up);
  if (held) unseen(false);
  else if (up) askedAt = -Infinity;
}, { passive: true });
const keeping = new ResizeObserver(settle);
[page, log].forEach((node) => keeping.observe(node));
down.addEventListener("click", () => {
  toEnd();
  page.focus({ preventScroll: true });
});

// ---- what comes in

function news({ messages, toasts }) {
  const added = messages.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  const change = () => messages.forEach((message) => put({ ...message, mark: "sent" }));
  if (fresh) silently(change);
  else change();
  newest = Math.max(newest, ...messages.map(({ id }) => id));
  days();
  if (messages.length || toasts.length) release();
  if (fresh) toEnd();
  else if (added.length && (following || isAnswer())) showNew(added[0]);
  else if (added.length) unseen(true);
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
  toEnd();
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
  ask();
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
  ask();
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
