// The live connection: opens again by itself, later and later, at once when the network or the reader is back.

const SHORTEST = 500;
const LONGEST = 20_000;
const NO_PAGE = 4404;
const ASK_EVERY = 25_000;
const ANSWER_WITHIN = 6_000;

export function live({ after, hear, up, down, gone }) {
  let socket, pause = SHORTEST, again, deaf;

  function open() {
    clearTimeout(again);
    const url = new URL(`${location.pathname}/live?after=${after()}`, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    socket = new WebSocket(url);
    socket.onopen = () => { pause = SHORTEST; up(); };
    socket.onmessage = ({ data }) => { clearTimeout(deaf); hear(JSON.parse(data)); };
    socket.onclose = ({ code }) => (code === NO_PAGE ? gone() : later());
  }

  function later() {
    clearTimeout(deaf);
    clearTimeout(again);
    down();
    again = setTimeout(open, pause * (0.75 + Math.random() / 2));
    pause = Math.min(pause * 2, LONGEST);
  }

  // A phone that slept or changed its network often has a connection that looks open and is not.
  function ask() {
    if (document.hidden) return;
    if (socket.readyState === WebSocket.OPEN) {
      socket.send("?");
      clearTimeout(deaf);
      deaf = setTimeout(() => { socket.onclose = null; socket.close(); later(); }, ANSWER_WITHIN);
    } else if (socket.readyState === WebSocket.CLOSED) open();
  }

  addEventListener("online", ask);
  document.addEventListener("visibilitychange", ask);
  setInterval(ask, ASK_EVERY);
  open();
}
