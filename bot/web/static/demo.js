const LOOK_EVERY = 15_000;
const clock = document.getElementById("clock");
const steps = document.getElementById("steps");

async function time(options) {
  const answer = await fetch("/demo/clock", options);
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).time;
}

const moveOn = (step) => time({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ step }),
});

function show(words) {
  if (clock.textContent !== words) clock.textContent = words;
}

steps.addEventListener("click", async ({ target }) => {
  const button = target.closest("button");
  if (!button || steps.ariaBusy === "true") return;
  steps.ariaBusy = "true";
  try {
    show(await moveOn(button.value));
  } catch {
    show(steps.dataset.failed);
  } finally {
    steps.ariaBusy = "false";
  }
});

setInterval(async () => {
  if (document.hidden || steps.ariaBusy === "true") return;
  const now = await time().catch(() => null);
  if (now && steps.ariaBusy !== "true") show(now);
}, LOOK_EVERY);
