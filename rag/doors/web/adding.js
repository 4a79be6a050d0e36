// Adding articles by dropping files or by address, where the server allows it.

import { call } from "./api.js";
import { make } from "./words.js";

const drop = document.getElementById("drop");
const files = document.getElementById("files");
const list = document.getElementById("added");
const byUrl = document.getElementById("by-url");

export function allowAdding({ urls, onAdded }) {
  document.querySelector("[data-opens=adding]").hidden = false;
  byUrl.hidden = !urls;
  files.addEventListener("change", () => each(files.files, onAdded));
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); each(event.dataTransfer.files, onAdded); });
  byUrl.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = byUrl.querySelector("input");
    add(field.value, { url: field.value }, onAdded);
    field.value = "";
  });
}

async function each(chosen, onAdded) {
  for (const file of chosen) {
    const body = new FormData();
    body.append("file", file);
    await add(file.name, body, onAdded);
  }
  files.value = "";
}

async function add(name, body, onAdded) {
  const line = make("li", {}, `${name}: adding ...`);
  list.prepend(line);
  try {
    const { added, replaced, unchanged, refused } = await call("/v1/articles", { method: "POST", body });
    const counts = Object.entries({ added, replaced, unchanged }).filter(([, count]) => count).map(([what, count]) => `${count} ${what}`);
    const reasons = refused.map((one) => `refused: ${one.reason}`);
    line.textContent = `${name}: ${[...counts, ...reasons].join(", ") || "nothing found"}`;
    onAdded();
  } catch (error) {
    line.textContent = `${name}: ${error.message} ${error.hint ?? ""}`;
  }
}
