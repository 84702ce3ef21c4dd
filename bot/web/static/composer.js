// Where people write, show and speak. `give` takes a text, or a kind and a blob; `sorry` says that there is no microphone.

import { canRecord, record, shrunk } from "./attach.js";

const $ = (id) => document.getElementById(id);

export function composer({ give, sorry }) {
  const text = $("text");
  let finish = null; // promises what ends the recording that is going on

  function grow() {
    const lines = text.value.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 28)), 0);
    text.rows = Math.min(6, lines);
    const speaks = canRecord && !text.value.trim();
    $("record").hidden = !speaks;
    $("send").hidden = speaks;
  }

  function submit(event) {
    event.preventDefault();
    const written = text.value.trim();
    if (written) give({ text: written });
    text.value = "";
    grow();
    text.focus();
  }

  // On a phone the Enter key makes a new line, as people are used to.
  function key(event) {
    const plain = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (plain && matchMedia("(pointer: fine)").matches) submit(event);
  }

  async function show({ target }) {
    const [file] = target.files;
    const blob = file && (await shrunk(file));
    target.value = "";
    if (blob) give({ kind: "photo", blob });
  }

  function tick(seconds) {
    $("seconds").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  function recording(is) {
    $("recording").hidden = !is;
    $("writing").hidden = is;
    $(is ? "finish" : "record").focus();
  }

  async function speak() {
    try {
      tick(0);
      finish ??= record(tick, () => end(true));
      await finish;
      recording(true);
    } catch {
      finish = null;
      sorry();
    }
  }

  async function end(keep) {
    const ending = await finish;
    finish = null;
    const blob = await ending?.(keep);
    recording(false);
    if (blob?.size) give({ kind: "voice", blob });
  }

  text.addEventListener("input", grow);
  text.addEventListener("keydown", key);
  $("composer").addEventListener("submit", submit);
  $("photo").addEventListener("click", () => $("picture").click());
  $("picture").addEventListener("change", show);
  $("record").addEventListener("click", speak);
  $("finish").addEventListener("click", () => end(true));
  $("discard").addEventListener("click", () => end(false));
  grow();
}
