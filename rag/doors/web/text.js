// A checked text as elements: its sentences with a verdict behind each, what each claims, and the quotes.

import { marksOf, sources } from "./view.js";
import { KINDS, LABELS, make, sure } from "./words.js";

export function textCard(checked, { open, told }) {
  const [counted, ...notes] = heads(told);
  const marks = marksOf(checked, open);
  const claims = checked.sentences.map((sentence, place) => (sentence.verdict ? claim(sentence, place, marks) : null)).filter(Boolean);
  const settling = new Set(checked.sentences.flatMap(parts).flatMap(cited));
  const shown = checked.citations.filter(({ number }) => settling.has(number));
  return make("div", { class: "card" },
    make("h2", { class: "counted" }, counted),
    ...notes.map((note) => make("p", { class: "quiet" }, note)),
    make("div", { class: "checked" }, ...pieces(checked)),
    claims.length ? make("h3", {}, "Claims") : null,
    claims.length ? make("ol", { class: "claims" }, ...claims) : null,
    sources(shown, open, { quotes: true }));
}

// What the server's Markdown begins with: what it counted, and what is to be said besides.
function heads(told) {
  return told.split("\n\n---\n\n")[0].split("\n\n").map((line) => line.replace(/\\(.)/g, "$1").trim());
}

// Places count characters (code points), as Python does.
function pieces(checked) {
  const letters = Array.from(checked.text);
  let last = 0;
  return checked.sentences.flatMap((sentence, place) => {
    const gap = letters.slice(last, sentence.start).join("");
    last = sentence.end;
    const label = sentence.verdict?.label ?? "none";
    const words = [sentence.verdict && LABELS[label], ...sentence.unjudged.map(({ kind }) => KINDS[kind])].filter(Boolean);
    const name = [...new Set(words)].join(", ");
    return [gap, make("span", { class: label, id: `text-${place}`, tabindex: -1 }, sentence.text),
      make("sup", { class: label }, "\u00a0", sentence.verdict ? leap(`claim-${place}`, name) : name)];
  });
}

function claim(sentence, place, marks) {
  const rows = parts(sentence).map((part) => make("li", {},
    make("strong", { class: part.label }, `${LABELS[part.label]}, ${sure(part.confidence)}`), `: ${part.text} `,
    ...cited(part).map((number) => marks.button(marks.cited(number)))));
  const others = sentence.unjudged.map((part) => make("li", { class: "quiet" }, `${KINDS[part.kind]}: ${part.text}`));
  return make("li", { value: place + 1, id: `claim-${place}`, tabindex: -1 }, leap(`text-${place}`, sentence.text),
    make("ul", {}, ...rows, ...others),
    sentence.verdict.explanation ? make("p", { class: "quiet" }, sentence.verdict.explanation) : null);
}

function parts(sentence) {
  return sentence.verdict?.sub_claims ?? [];
}

// Numbers of the quotes that settle a part; none does where there is not enough evidence.
function cited(part) {
  return part.label === "not_enough_evidence" ? [] : [...new Set(part.evidence.map(({ citation }) => citation))];
}

// Within the card, without a word in the address: what stands there is what was asked.
function leap(id, words) {
  const go = (event) => {
    event.preventDefault();
    const place = document.getElementById(id);
    place.scrollIntoView({ block: "center" });
    place.focus({ preventScroll: true });
  };
  return make("a", { href: `#${id}`, onclick: go }, words);
}
