// What was asked before, kept in this browser only.

import { make, shortened } from "./words.js";

const KEY = "newscheck-past";
const MOST = 50;

export function remember(asked) {
  const others = past().filter((one) => JSON.stringify(one) !== JSON.stringify(asked));
  keep([asked, ...others].slice(0, MOST));
}

export function showPast(again) {
  const found = past();
  document.getElementById("no-past").hidden = found.length > 0;
  document.getElementById("forget").hidden = found.length === 0;
  document.getElementById("past").replaceChildren(...found.map((asked) => make("li", {},
    make("button", { type: "button", onclick: () => again(asked) }, `${asked.mode === "check" ? "Check: " : ""}${shortened(asked.text, 120)}`))));
}

export function forgetAll() {
  keep([]);
  showPast(() => {});
}

// A browser may keep nothing, or what is kept may be of another making: then there is no history, and nothing breaks.
function past() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter((one) => typeof one?.text === "string") : [];
  } catch {
    return [];
  }
}

function keep(found) {
  try {
    localStorage.setItem(KEY, JSON.stringify(found));
  } catch {
    return;
  }
}
