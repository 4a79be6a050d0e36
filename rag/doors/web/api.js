// What the server is asked for. A refusal is an Error whose `hint` says what to do next.

const KEY = "newscheck-key";

export class Refused extends Error {
  constructor({ kind, message, hint }, status) {
    super(message);
    Object.assign(this, { kind, hint, status });
  }
}

export async function call(path, { method = "GET", body, signal } = {}) {
  const response = await send(path, { method, body, signal });
  return response.status === 204 ? null : response.json();
}

// Tells each event as it comes, and returns the data of the last one.
export async function stream(path, body, { onEvent, signal }) {
  const response = await send(path, { method: "POST", body, signal, accept: "text/event-stream" });
  let last = null;
  for await (const { event, data } of events(response.body)) {
    if (event === "error") throw new Refused(data.error, 500);
    onEvent(event, data);
    last = data;
  }
  return last;
}

async function send(path, { method, body, signal, accept = "application/json" }) {
  const headers = { Accept: accept };
  const key = sessionStorage.getItem(KEY);
  if (key) headers.Authorization = `Bearer ${key}`;
  if (body && !(body instanceof FormData)) headers["Content-Type"] = "application/json";
  const sent = body instanceof FormData ? body : body && JSON.stringify(body);
  let response;
  try {
    response = await fetch(path, { method, headers, body: sent, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused({ kind: "Unreachable", message: "The server does not answer.", hint: "Is newscheck serve still running?" }, 0);
  }
  if (response.status === 401) {
    await askForKey();
    return send(path, { method, body, signal, accept });
  }
  if (!response.ok) throw new Refused(await told(response), response.status);
  return response;
}

async function told(response) {
  try {
    return (await response.json()).error;
  } catch {
    return { kind: "ServerError", message: `The server answered with ${response.status}.`, hint: null };
  }
}

function askForKey() {
  const dialog = document.getElementById("key");
  const field = dialog.querySelector("input");
  field.value = "";
  if (!dialog.open) dialog.showModal();
  return new Promise((resolve, reject) => {
    dialog.addEventListener("close", () => {
      if (!field.value) return reject(new Refused({ kind: "Unauthorized", message: "Without a key nothing is answered.", hint: null }, 401));
      sessionStorage.setItem(KEY, field.value);
      resolve();
    }, { once: true });
  });
}

// Server-sent events of a response: fetch can send a question and a key, which EventSource cannot.
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  while (true) {
    const { value, done } = await reader.read();
    if (done) return;
    waiting = (waiting + value).replaceAll("\r\n", "\n");
    const blocks = waiting.split("\n\n");
    waiting = blocks.pop();
    yield* blocks.map(event).filter(Boolean);
  }
}

function event(block) {
  const fields = { event: "message", data: [] };
  for (const line of block.split("\n")) {
    const [, name, value] = line.match(/^(\w+): ?(.*)$/) ?? [];
    if (name === "data") fields.data.push(value);
    else if (name) fields[name] = value;
  }
  return fields.data.length ? { event: fields.event, data: JSON.parse(fields.data.join("\n")) } : null;
}
