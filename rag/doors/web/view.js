// Answers and verdicts as elements. `open` shows a citation in its article.

import { STANCES, asOf, day, make, sure, tellers } from "./words.js";

export function answerCard(answer, { open, told }) {
  const also = answer.also.map((other) => make("section", { class: "also" }, make("p", { class: "asked" }, other.question), ...said(other, open, told)));
  return card(answer.question, ...said(answer, open, told), ...also);
}

function said(answer, open, told) {
  const marks = marksOf(answer, open);
  const body = { answered, conflicting, not_in_articles: declined }[answer.status](answer, marks, told);
  return [...body, timeline(answer, marks), written(answer.written, marks), sources(answer.citations, open)];
}

export function verdictCard(verdict, { open, told }) {
  if (!verdict.citations.length) return card(verdict.claim, nothing(told));
  const marks = marksOf(verdict, open);
  const witnesses = verdict.sub_claims.flatMap((part) => part.evidence);
  const rows = witnesses.map(({ stance, citation }) => {
    const cited = marks.cited(citation);
    return [STANCES[stance], day(cited.published), valueOf(verdict, citation), cited.source ?? cited.title, marked(verdict, citation, quote(cited, marks))];
  });
  const settled = verdict.label === "supported" || verdict.label === "refuted";
  return card(
    verdict.claim,
    make("p", { class: `short ${verdict.label}` }, headline(told).replace(/, \d+ % sure/, "")),
    how(verdict),
    make("p", { class: "why" }, verdict.explanation),
    ...(settled ? quotes(verdict, marks)
      : [make("h3", {}, verdict.label === "conflicting" ? "Who says what" : "Nearest"), grid(["Side", "Published", "Value", "Source", "Sentence"], rows)]),
    timeline(verdict, marks), sources(verdict.citations, open),
  );
}

export function errorCard(error) {
  return make("div", { class: "card error", role: "alert" },
    make("p", {}, error.message), error.hint ? make("p", { class: "quiet" }, error.hint) : null);
}

// A language model's sentence; one that its passages do not support stands out.
export function sentence(one, marks = null) {
  const numbers = marks ? one.citations.map((number) => marks.button(marks.cited(number))) : [`[${one.citations.join("][")}]`];
  const doubted = one.supported === false;
  return make("p", {}, doubted ? make("strong", { class: "refuted" }, "Not supported: ") : null,
    make("span", { class: doubted ? "doubted" : null }, `${one.text} `), ...(one.citations.length ? numbers : []),
    one.problem ? make("small", { class: "quiet" }, ` ${one.problem}`) : null);
}

function written(found, marks) {
  if (!found) return null;
  return make("section", { class: "written", "aria-label": "In the words of a language model" },
    make("h3", {}, `Written by ${found.writer}`), ...found.sentences.map((one) => sentence(one, marks)),
    found.note ? make("p", { class: "quiet" }, found.note) : null);
}

function answered(answer, marks) {
  const lead = answer.confidence < 0.5 ? "Perhaps " : "";
  const short = lead && ["Yes", "No"].includes(answer.answer) ? answer.answer.toLowerCase() : answer.answer;
  const said = answer.answer
    ? make("p", { class: "short" }, make("span", { class: "lead" }, lead), short)
    : make("p", { class: "declined" }, lead ? "Perhaps:" : "The articles say:");
  const derived = answer.derived ? make("p", { class: "why" }, `Derived: ${answer.derived.working}.`) : null;
  return [said, how(answer), derived, ...quotes(answer, marks)];
}

function declined(answer, marks, told) {
  if (!answer.citations.length) return [nothing(told)];
  const nearest = answer.citations.slice(0, 3).map((cited) => quote(cited, marks));
  return [
    make("p", { class: "declined" }, "The articles do not say."),
    how(answer, `${sure(answer.confidence)} of that`), make("h3", {}, "Nearest"), ...nearest,
  ];
}

// Why nothing was read, as the server words it; no figure of confidence, since nothing was measured.
function nothing(told) {
  return make("p", { class: "declined" }, headline(told));
}

// What the server's text begins with, as the command line words it.
function headline(told) {
  return (told.match(/^\*\*(.+?)\*\*/)?.[1] ?? told).replace(/\\(.)/g, "$1").trim();
}

function conflicting(answer, marks) {
  const byDay = [...answer.alternatives].sort((a, b) => (b.as_of ?? "").localeCompare(a.as_of ?? ""));
  const rows = byDay.map((other) => {
    const [cited, ...copies] = other.citations.map(marks.cited);
    return [other.answer, day(other.as_of), cited.source ?? cited.title, marked(answer, cited.number, quote(cited, marks, copies))];
  });
  return [make("p", { class: "declined conflicting" }, "The articles differ."), how(answer), grid(["Answer", "Published", "Source", "Sentence"], rows)];
}

// The values by date, oldest first, where articles give several; which is right is not said.
function timeline(said, marks) {
  if (!said.timeline.length || sideBySide(said)) return null;
  const rows = said.timeline.map((point) => [
    point.value, point.stated ?? day(point.day), marks.cited(point.citations[0]).source ?? marks.cited(point.citations[0]).title,
    make("span", {}, later(said, point), ...point.citations.map((number) => marks.button(marks.cited(number)))),
  ]);
  return make("section", { class: "timeline" }, make("h3", {}, "By date"), grid(["Value", "Time", "Source", ""], rows));
}

// Whether a conflict's table has all of it.
function sideBySide(said) {
  if ((said.status ?? said.label) !== "conflicting") return false;
  const shown = said.alternatives?.flatMap((other) => other.citations)
    ?? said.sub_claims.flatMap((part) => part.evidence.map((witness) => witness.citation));
  return said.timeline.every((point) => shown.includes(point.citations[0]) && !point.stated);
}

function later(said, point) {
  const newer = said.timeline.find((other) => other.citations.includes(point?.outdated_by));
  return newer ? `later: ${newer.value}, ${newer.stated ?? day(newer.day)} [${point.outdated_by}] ` : "";
}

function marked(said, number, shown) {
  const told = later(said, said.timeline.find((point) => point.citations.includes(number)));
  return told ? make("div", {}, shown, make("small", { class: "quiet" }, told)) : shown;
}

function valueOf(said, number) {
  return said.timeline.find((point) => point.citations.includes(number))?.value ?? "";
}

function how(said, words = sure(said.confidence)) {
  const share = Math.min(0.99, Math.max(0.01, said.confidence));
  return make("p", { class: "how quiet" },
    make("meter", { value: share, min: 0, max: 1, "aria-label": "How sure" }), make("span", {}, words),
    said.as_of ? make("span", {}, asOf(said.as_of)) : null);
}

// The first three; the same words of several articles once, with all their numbers.
function quotes(said, marks) {
  const same = (cited) => said.citations.filter((other) => other.quote === cited.quote);
  return said.citations.filter((cited) => same(cited)[0] === cited).slice(0, 3)
    .map((cited) => sided(said, cited.number, quote(cited, marks, same(cited).slice(1))));
}

// What speaks against what is said stands out from what speaks for it.
function sided(said, number, shown) {
  const other = said.status === "answered" && said.alternatives.find((one) => one.citations.includes(number))?.answer;
  const against = { supported: "refutes", refuted: "supports" }[said.label];
  const witness = against && said.sub_claims.flatMap((part) => part.evidence).find((one) => one.citation === number && one.stance === against);
  const told = other || (witness && STANCES[witness.stance]);
  return told ? make("div", {}, make("small", { class: "quiet" }, `${told}: `), shown) : shown;
}

function quote(cited, marks, others = []) {
  return make("blockquote", {}, `“${cited.quote.replace(/\s+/g, " ")}” `, ...[cited, ...others].map(marks.button));
}

export function marksOf(said, open) {
  const byNumber = new Map(said.citations.map((cited) => [cited.number, cited]));
  return {
    cited: (number) => byNumber.get(number),
    button: (cited) => make("button", {
      type: "button", class: "cite", "data-citation": cited.number, onclick: () => open(cited),
      "aria-label": `Citation ${cited.number}: open ${cited.title || "the article"} at this sentence`,
    }, `[${cited.number}]`),
  };
}

export function sources(citations, open, { quotes = false } = {}) {
  if (!citations.length) return null;
  const items = citations.map((cited) => make("li", {}, make("button", {
    type: "button", "data-source": cited.number, onclick: () => open(cited),
  },
  make("span", { class: "number" }, `[${cited.number}]`),
  make("span", {}, make("span", { class: "title" }, cited.title || "(no title)"),
    quotes ? make("q", {}, cited.quote.replace(/\s+/g, " ")) : null,
    make("span", { class: "quiet" }, [day(cited.published), cited.source, cited.author].filter(Boolean).join(", ")),
    cited.copies.length ? make("span", { class: "quiet edited" }, `edited in: ${tellers(cited.copies)}`) : null))));
  return make("div", {}, make("h3", {}, "Sources"), make("ol", { class: "sources" }, ...items));
}

function grid(head, rows) {
  const cells = (row) => row.map((cell, place) => make("td", { class: place === 1 ? "day" : null }, cell));
  return make("div", { class: "scroll" }, make("table", {},
    make("thead", {}, make("tr", {}, ...head.map((cell) => make("th", { scope: "col" }, cell)))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...cells(row))))));
}

function card(asked, ...children) {
  return make("div", { class: "card" }, make("p", { class: "asked" }, asked), ...children);
}
