// What is written and not yet sent. It survives a reload; the same id is used at every try, so it has one effect.

const KEY = `unsent:${location.pathname}`;
const TRY_LATER = new Set([408, 429, 502, 503, 504]);

export function newId() {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"));
  return hex.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// Whether it is done with; if so, perhaps why it was refused.
export async function post(path, body, type = "application/json") {
  try {
    const answer = await fetch(location.pathname + path, { method: "POST", body, headers: { "Content-Type": type } });
    if (answer.ok) return { done: true };
    if (TRY_LATER.has(answer.status)) return { done: false };
    const { error } = await answer.json().catch(() => ({}));
    return { done: true, error: error ?? String(answer.status) };
  } catch {
    return { done: false };
  }
}

const send = ({ id, text, kind, blob }) =>
  blob ? post(`/files?kind=${kind}&id=${id}`, blob, blob.type) : post("/messages", JSON.stringify({ id, text }));

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

export class Unsent {
  constructor(settled) {
    this.items = stored();
    this.settled = settled;
  }

  add(item) {
    this.items.push(item);
    this.save();
    return this.flush();
  }

  save() {
    try {
      localStorage.setItem(KEY, JSON.stringify(this.items.filter((item) => item.text)));
    } catch {
      // A full or forbidden store: then it is kept only as long as the page is open.
    }
  }

  // Send all, in order. Whether nothing is left.
  flush() {
    this.flushing ??= this.run().finally(() => { this.flushing = null; });
    return this.flushing;
  }

  async run() {
    while (this.items.length) {
      const { done, error } = await send(this.items[0]);
      if (!done) {
        clearTimeout(this.again);
        this.again = setTimeout(() => this.flush(), 5_000);
        return false;
      }
      const item = this.items.shift();
      this.save();
      this.settled(item, error);
    }
    return true;
  }
}
