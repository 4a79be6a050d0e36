// The page: what is asked stands in its address, so that back, forward, reload and links work.

import { allowAdding } from "./adding.js";
import { call, stream } from "./api.js";
import { forgetAll, remember, showPast } from "./past.js";
import { close, read } from "./reading.js";
import { answerCard, errorCard, sentence, verdictCard } from "./view.js";

const form = document.getElementById("form");
const text = document.getElementById("text");
const go = form.querySelector(".go");
const said = document.getElementById("said");
const stage = document.getElementById("stage");
const BOUNDS = ["since", "until", "as_of", "source", "language"];
const STAGES = { start: "Looking through the articles ...", retrieved: "Reading the nearest ...", reranked: "Weighing what they say ..." };
let running = null;

function fields() {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));
}

function place(parts) {
  return `?${new URLSearchParams(parts)}`;
}

async function run(asked) {
  running?.abort();
  running = new AbortController();
  const { mode = "ask", text: words, ...bounds } = asked;
  const body = mode === "check" ? { claim: words, ...bounds } : { question: words, ...bounds };
  stage.textContent = STAGES.start;
  said.replaceChildren();
  let told = "";
  try {
    const found = await stream(`/v1/${mode}`, body, {
      signal: running.signal,
      onEvent: (name, data) => {
        stage.textContent = STAGES[name] ?? stage.textContent;
        if (name === "text") told += data.text;
        if (name === "sentence") said.append(sentence(data));
      },
    });
    said.replaceChildren((mode === "check" ? verdictCard : answerCard)(found, { open: openCitation, told }));
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
  history.pushState(null, "", `?${parts}`);
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
  history.pushState(null, "", parts.size ? `?${parts}` : "/");
  close();
}

// From the address to what is shown; asks again only when another question stands there.
let shown = null;
function follow() {
  const parts = new URLSearchParams(location.search);
  const asked = Object.fromEntries(["mode", "text", ...BOUNDS].filter((name) => parts.get(name)).map((name) => [name, parts.get(name)]));
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
  form.querySelector("label[for=text]").textContent = checks ? "Claim" : "Question";
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
  const asked = fields();
  shown = null;
  history.pushState(null, "", place(asked));
  follow();
});
form.addEventListener("change", wordForm);
window.addEventListener("popstate", follow);
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const panel = document.getElementById(opener.dataset.opens);
    panel.hidden = !panel.hidden;
    opener.setAttribute("aria-expanded", !panel.hidden);
    if (!panel.hidden) showPast((asked) => { shown = null; history.pushState(null, "", place(asked)); follow(); });
  }
  if (event.target.closest("[data-closes]")) leaveArticle();
  if (event.target.id === "forget") forgetAll();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.getElementById("article").hidden) leaveArticle();
  if (event.key === "/" && !event.target.closest("input, textarea")) { event.preventDefault(); text.select(); }
});
welcome();
follow();
