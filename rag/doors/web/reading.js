// The article beside the answer, with the cited characters marked and in sight.

import { call } from "./api.js";
import { day, make, webAddress } from "./words.js";

const pane = document.getElementById("article");
const main = document.querySelector("main");
let cameFrom = null;

export async function read({ id, start, end }) {
  const article = await call(`/v1/articles/${encodeURIComponent(id)}`);
  if (pane.hidden) cameFrom = document.activeElement;
  pane.replaceChildren(...page(article, start, end));
  pane.hidden = false;
  main.classList.add("reading");
  pane.focus({ preventScroll: true });
  const mark = pane.querySelector("mark");
  // by hand: scrollIntoView would move the page behind it as well
  const middle = mark ? mark.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 2 : 0;
  pane.scrollTo({ top: mark ? pane.scrollTop + middle : 0, behavior: "instant" });
}

export function close() {
  if (pane.hidden) return;
  pane.hidden = true;
  main.classList.remove("reading");
  cameFrom?.focus();
}

function page(article, start, end) {
  const address = webAddress(article.url);
  const facts = [day(article.published), article.source, article.author].filter(Boolean).join(", ");
  return [
    make("p", { class: "close" }, make("button", { type: "button", "data-closes": true }, "Close")),
    make("h2", {}, article.title || "(no title)"),
    make("p", { class: "quiet" }, facts, address ? " · " : null,
      address ? make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, "original") : null),
    make("div", { class: "text" }, ...marked(article.text, start, end)),
  ];
}

// Offsets count characters (code points), as Python does; JavaScript's strings count halves of some of them.
function marked(text, start, end) {
  if (start === null || end === null || start >= end) return [text];
  const letters = Array.from(text);
  const part = (from, to) => letters.slice(from, to).join("");
  return [part(0, start), make("mark", {}, part(start, end)), part(end)];
}
