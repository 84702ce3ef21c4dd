const clock = document.getElementById("clock");
const steps = document.getElementById("steps");

async function moveOn(step) {
  const answer = await fetch("/demo/clock", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ step }),
  });
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).time;
}

steps.addEventListener("click", async ({ target }) => {
  const button = target.closest("button");
  if (!button || steps.ariaBusy === "true") return;
  steps.ariaBusy = "true";
  try {
    clock.textContent = await moveOn(button.value);
  } catch {
    clock.textContent = steps.dataset.failed;
  } finally {
    steps.ariaBusy = "false";
  }
});
