// A message as a piece of the page. Texts only ever become text nodes.

export function el(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

const LINKS = /^(https?:|mailto:|tel:|geo:|\/(?!\/))/i;

// A phone number is not broken at the end of a line.
const whole = (text) => text.replace(/(\d) (?=\d)/g, "$1\u00a0");

function words({ text: written, link, style }) {
  const text = whole(written);
  const tag = style === "title" ? "h2" : style === "quiet" ? "small" : "span";
  if (!link || !LINKS.test(link)) return el(tag, { className: "words", textContent: text });
  const anchor = el("a", { href: link, target: "_blank", rel: "noopener noreferrer", textContent: text || link });
  return el(tag, { className: "words" }, anchor);
}

function line(one) {
  if (!one.text && !one.icon) return el("div", { className: "gap" });
  const node = el("div", { className: `line ${one.style ?? "plain"}` });
  if (one.icon) {
    node.classList.add("marked");
    const icon = el("span", { className: "icon", textContent: one.icon });
    icon.setAttribute("aria-hidden", "true");
    node.append(icon);
  }
  node.append(words(one));
  return node;
}

function media({ file_id, kind }, labels) {
  const address = `${location.pathname}/files/${file_id}`;
  if (kind === "photo") {
    const picture = el("img", { src: address, alt: labels.picture });
    return el("a", { className: "photo", href: address, target: "_blank" }, picture);
  }
  if (kind === "voice") {
    const player = el("audio", { src: address, controls: true, preload: "metadata" });
    player.setAttribute("aria-label", labels.voice);
    return player;
  }
  const icon = el("span", { className: "icon", textContent: "📄" });
  icon.setAttribute("aria-hidden", "true");
  return el("a", { className: "file", href: address, download: "" }, icon, labels.document);
}

// About how many letters wide a button has to be for its label to stand on one line, or a longer one on two if need be.
// A word is never broken: one more, as bold letters are wider than the digits by which a style sheet counts.
function wide(label) {
  const longest = Math.max(...label.split(/\s+/).map((word) => word.length));
  return label.length <= 10 ? label.length : Math.max(longest + 1, Math.ceil(label.length / 2));
}

// Rows of the same number of buttons, one after the other, make one even grid; a pair stays a row of its own.
function grids(rows) {
  const found = [];
  for (const buttons of rows) {
    const last = found.at(-1);
    if (last?.columns === buttons.length && buttons.length !== 2) last.buttons.push(...buttons);
    else found.push({ columns: buttons.length, buttons: [...buttons] });
  }
  return found;
}

// Sizes are in letters and spaces around them, so they can only be told to the style sheet.
function sized(node, columns, buttons) {
  node.style.setProperty("--columns", columns);
  node.style.setProperty("--wide", `${Math.max(...buttons.map(({ label }) => wide(label)))}ch`);
  return node;
}

function grid({ columns, buttons }) {
  const made = buttons.map(({ label, action }) => {
    const button = el("button", { type: "button", textContent: label });
    button.dataset.action = action;
    return button;
  });
  return sized(el("div", { className: buttons.length > columns ? "row several" : "row" }, ...made), columns, buttons);
}

// In the words of the texts: browsers do not know all the languages here. `local` is on the project's own clock.
export function day({ days }, local) {
  const [year, month, date] = local.slice(0, 10).split("-").map(Number);
  const sinceSunday = new Date(Date.UTC(year, month - 1, date)).getUTCDay();
  const names = { weekday: days.weekdays.at(sinceSunday - 1), day: date, month: days.months[month - 1] };
  return days.pattern.replace(/\{(\w+)\}/g, (_, name) => names[name]);
}

// `mark` says how sending an own message stands: waiting, sent or failed.
function foot(message, { labels }) {
  const node = el("div", { className: "foot" });
  if (message.at) {
    node.append(el("time", { dateTime: message.local, textContent: message.local.slice(11, 16), dir: "ltr" }));
  }
  if (!message.mine) return node;
  if (message.mark === "sent") {
    const tick = el("span", { className: "tick", textContent: "✓" });
    tick.setAttribute("role", "img");
    tick.setAttribute("aria-label", labels.sent);
    node.append(tick);
  } else {
    node.append(el("span", { className: message.mark, textContent: message.error || labels.sending }));
  }
  return node;
}

export function element(message, state) {
  const { content } = message;
  const said = el("div", { className: "said", dir: message.direction }, ...content.lines.map(line));
  if (content.media) said[content.media.kind === "photo" ? "prepend" : "append"](media(content.media, state.labels));
  const rows = el("div", { className: "buttons", dir: message.direction }, ...grids(content.buttons).map(grid));
  if (!message.mine && message.language) said.lang = rows.lang = message.language;
  const who = el("span", { className: "unseen", textContent: `${message.mine ? state.labels.you : state.project}: ` });
  const bubble = el("div", { className: "bubble" }, who, said, foot(message, state));
  const node = el("article", { className: `message ${message.mine ? "mine" : "theirs"}`, tabIndex: -1 }, bubble);
  const { name, at = "", local = "", mark = "" } = message;
  Object.assign(node.dataset, { name, at, local, mark });
  if (!content.buttons.length) return node;
  node.append(rows);
  const columns = Math.max(...content.buttons.map(({ length }) => length));
  return sized(node, columns, content.buttons.flat());
}
