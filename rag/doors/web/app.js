// The page: what is asked stands in its address, so that back, forward, reload and links work. A text that is too long
// for one is kept with the tab's history instead.

import { allowAdding } from "./adding.js";
import { call, stream } from "./api.js";
import { forgetAll, remember, showPast } from "./past.js";
import { close, read } from "./reading.js";
import { textCard } from "./text.js";
import { answerCard, errorCard, sentence, verdictCard } from "./view.js";
import { isText } from "./words.js";

const form = document.getElementById("form");
const text = document.getElementById("text");
const go = form.querySelector(".go");
const said = document.getElementById("said");
const stage = document.getElementById("stage");
const BOUNDS = ["since", "until", "as_of", "source", "language"];
const STAGES = { start: "Looking through the articles ...", retrieved: "Reading the nearest ...", reranked: "Weighing what they say ..." };
const ROUTES = {
  ask: ["/v1/ask", "question", answerCard],
  check: ["/v1/check", "claim", verdictCard],
  text: ["/v1/check-text", "text", textCard],
};
const LONGEST = { ask: 2000, check: 20000 };
const IN_ADDRESS = 2000; // characters
let running = null;

function fields() {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));
}

function ask(asked) {
  shown = null;
  const { text: words, ...others } = asked;
  const isLong = words.length > IN_ADDRESS;
  history.pushState(isLong ? asked : null, "", `?${new URLSearchParams(isLong ? others : asked)}`);
  follow();
}

async function run(asked) {
  running?.abort();
  running = new AbortController();
  const { mode = "ask", text: words, ...bounds } = asked;
  const [path, name, card] = ROUTES[mode === "check" && isText(words) ? "text" : mode];
  stage.textContent = STAGES.start;
  said.replaceChildren();
  let told = "";
  try {
    const found = await stream(path, { [name]: words, ...bounds }, {
      signal: running.signal,
      onEvent: (event, data) => {
        stage.textContent = STAGES[event] ?? stage.textContent;
        if (event === "progress") stage.textContent = `Checked ${data.done} of ${data.sentences} ...`;
        if (event === "text") told += data.text;
        if (event === "sentence") said.append(sentence(data));
      },
    });
    said.replaceChildren(card(found, { open: openCitation, told }));
    remember(asked);
    said.focus({ preventScroll: true });
  } catch (error) {
    if (error.name === "AbortError") return;
    said.replaceChildren(errorCard(error));
  }
  stage.textContent = "";
}

function openCitation(cited) {
  const parts = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries({ article: cited.article_id, start: cited.start, end: cited.end })) parts.set(name, value);
  history.pushState(history.state, "", `?${parts}`);
  for (const button of said.querySelectorAll("[data-source]")) {
    button.setAttribute("aria-current", button.dataset.source === String(cited.number));
  }
  showArticle(parts);
}

async function showArticle(parts) {
  if (!parts.get("article")) return close();
  const number = (name) => (parts.get(name) === null ? null : Number(parts.get(name)));
  try {
    await read({ id: parts.get("article"), start: number("start"), end: number("end") });
  } catch (error) {
    stage.textContent = "";
    said.prepend(errorCard(error));
  }
}

function leaveArticle() {
  const parts = new URLSearchParams(location.search);
  ["article", "start", "end"].forEach((name) => parts.delete(name));
  history.pushState(history.state, "", parts.size ? `?${parts}` : "/");
  close();
}

// From the address to what is shown; asks again only when another question stands there.
let shown = null;
function follow() {
  const parts = new URLSearchParams(location.search);
  const stands = ["mode", "text", ...BOUNDS].filter((name) => parts.get(name)).map((name) => [name, parts.get(name)]);
  const asked = history.state ?? Object.fromEntries(stands);
  form.elements.mode.value = asked.mode ?? "ask";
  for (const name of ["text", ...BOUNDS]) form.elements[name].value = asked[name] ?? "";
  wordForm();
  const key = JSON.stringify(asked);
  if (key !== shown) {
    shown = key;
    if (asked.text) run(asked);
    else said.replaceChildren();
  }
  showArticle(parts);
}

function wordForm() {
  const checks = form.elements.mode.value === "check";
  go.textContent = checks ? "Check" : "Ask";
  text.placeholder = checks ? "The RSM has 12,000 soldiers." : "How many troops serve in RSM?";
  form.querySelector("label[for=text]").textContent = checks ? "Claim or text" : "Question";
  text.maxLength = LONGEST[form.elements.mode.value];
  grow();
}

// As high as what is typed, until the style sheet ends that.
function grow() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + text.offsetHeight - text.clientHeight}px`;
}

let welcomed = false;
async function welcome() {
  try {
    const facts = await call("/v1/archive");
    const count = facts.articles.toLocaleString("en");
    document.getElementById("stored").textContent = facts.articles === 1 ? "1 article" : `${count} articles`;
    document.querySelector("[value=check]").disabled = !facts.checks;
    if (!welcomed) allowAdding({ urls: facts.urls, onAdded: welcome });
    welcomed = true;
  } catch (error) {
    said.replaceChildren(errorCard(error));
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(fields());
});
form.addEventListener("change", wordForm);
text.addEventListener("input", grow);
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
window.addEventListener("popstate", follow);
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const panel = document.getElementById(opener.dataset.opens);
    panel.hidden = !panel.hidden;
    opener.setAttribute("aria-expanded", !panel.hidden);
    if (!panel.hidden) showPast(ask);
  }
  if (event.target.closest("[data-closes]")) leaveArticle();
  if (event.target.closest(".skip")) { event.preventDefault(); said.focus(); }
  if (event.target.id === "forget") forgetAll();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.getElementById("article").hidden) leaveArticle();
  if (event.key === "/" && !event.target.closest("input, textarea")) { event.preventDefault(); text.select(); }
});
welcome();
follow();
