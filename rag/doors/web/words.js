// How days, odds and sides are worded, and how elements are made. Text of articles only ever becomes text.

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function day(iso) {
  if (!iso) return "no date";
  const [year, month, date] = iso.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, date)).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
}

// Who tells a story as well, and when: five by name.
export function tellers(copies) {
  const told = copies.map((copy) => `${copy.source ?? copy.title} (${day(copy.published)})`);
  return [...told.slice(0, 5), ...(told.length > 5 ? [`and ${told.length - 5} more`] : [])].join(", ");
}

export function asOf(iso) {
  return iso ? `as of ${day(iso)}` : "undated";
}

// Never 0 or 100, which nobody can know.
export function sure(confidence) {
  return `${Math.min(99, Math.max(1, Math.round(confidence * 100)))} % sure`;
}

// The labels of claims, and what a part of a text is that is not judged, as the command line words them.
export const LABELS = {
  supported: "supported",
  refuted: "refuted",
  conflicting: "the articles differ",
  not_enough_evidence: "not enough evidence",
};
export const KINDS = {
  opinion: "opinion",
  question: "question",
  prediction: "prediction or plan",
  no_statement: "no statement",
  unclear: "unclear who or what is meant",
};

// Several lines or sentences; a title or an initial ends none.
const SEVERAL = /\n\s*\S|(?<!\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Gen|Sen|Gov|Prof|No))[.!?…]["'”’»)\]]*\s+\S/u;

export function isText(words) {
  return words.length > 2000 || SEVERAL.test(words.trim());
}

export function shortened(words, most) {
  const line = words.replace(/\s+/g, " ").trim();
  return line.length > most ? `${line.slice(0, most - 4)} ...` : line;
}

export const STANCES = { supports: "supports", refutes: "refutes", neither: "settles nothing" };

// Only addresses of the web are links: an article may call anything its URL.
export function webAddress(url) {
  try {
    return /^https?:$/.test(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}
