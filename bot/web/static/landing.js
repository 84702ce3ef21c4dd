// Whoever has a page already is offered that one first. The page's secret stays in this browser.
const known = localStorage.getItem("page");
if (known) {
  const [back, start] = ["back", "start"].map((id) => document.getElementById(id));
  back.value = known;
  back.hidden = false;
  start.textContent = start.dataset.new;
  start.className = "secondary";
}
