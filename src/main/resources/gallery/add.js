import { Problem, get, post } from "./api.js";
import { $, bytes, h, plural } from "./dom.js";
import { toast } from "./toast.js";
import { Upload } from "./upload.js";

const MAX_FILES = 100;
const PARALLEL = 3;
const POLL_MILLIS = 500;
const MAX_TRIES = 20;
const UNREACHABLE = "The server cannot be reached. Check the connection and try again.";
/** Formats that browsers give no type for. */
const KINDS = {
  image: "png jpg jpeg gif webp avif heic heif jxl jp2 tif tiff bmp psd svg ico",
  video: "mp4 m4v mov webm mkv avi",
  audio: "mp3 wav flac ogg m4a aac",
};

let opened = () => {};
let maxBytes = Infinity;
let entries = [];
let isSending = false;
let isAccepted = false;
/** Changes when the form is closed, so that work for an earlier form is recognized. */
let round = 0;
/** Identity of the run, the same at each attempt, so that a lost response makes no second run. */
let key = "";

/** Shows the button and accepts dropped files where the token may submit. */
export async function offerAdding(openRun) {
  opened = openRun;
  const { scopes } = await get("/v1/session");
  const isAllowed = scopes.includes("submit") || scopes.includes("admin");
  acceptDrops(isAllowed);
  if (!isAllowed) return;
  ({ maxBytes } = await get("/v1/uploads"));
  $("add-open").hidden = false;
  $("add-open").addEventListener("click", () => show([]));
}

function acceptDrops(isAllowed) {
  let inside = 0;
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const isFree = () => isAllowed && [...document.querySelectorAll("dialog[open]")].every((dialog) => dialog.id === "add") && !isSending;
  const on = (type, take) => addEventListener(type, (event) => hasFiles(event) && (event.preventDefault(), take(event)));
  const mark = (change) => ($("drop").hidden = (inside = Math.max(0, inside + change)) === 0 || !isFree());
  on("dragenter", () => mark(1));
  on("dragleave", () => mark(-1));
  on("dragover", (event) => (event.dataTransfer.dropEffect = isFree() ? "copy" : "none"));
  on("drop", (event) => {
    mark(-inside);
    if (!isAllowed) return toast("Your token does not allow to add files: sign in with a token that has the scope submit.", { problem: true });
    if (isFree()) show([...event.dataTransfer.files]);
  });
}

function newKey() {
  key = `gallery-${[...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

function kindOf(file) {
  const [type] = file.type.split("/");
  if (type in KINDS) return type;
  const extension = file.name.split(".").pop().toLowerCase();
  return Object.keys(KINDS).find((kind) => KINDS[kind].split(" ").includes(extension)) ?? null;
}

/** Opens the form, or adds more files to the open one. */
function show(files) {
  const dialog = $("add");
  if (!dialog.open) {
    entries = [];
    isAccepted = false;
    newKey();
    draw(dialog);
    dialog.showModal();
  }
  files.forEach(put);
  if (!entries.length) $("add-choose").focus();
  enable();
}

function draw(dialog) {
  const input = h("input", { type: "file", id: "add-files", multiple: true, hidden: true, onchange: () => ([...input.files].forEach(put), (input.value = ""), enable()) });
  const field = (id, text, hint) => h("label", { for: id }, text, h("input", { id, maxlength: "200", placeholder: hint, autocomplete: "off" }));
  dialog.oncancel = (event) => (event.preventDefault(), leave());
  dialog.replaceChildren(
    h(
      "form",
      { onsubmit: (event) => (event.preventDefault(), run()) },
      h("h2", { id: "add-title" }, "Add files"),
      h("p", { class: "sub" }, "The files become one run. What a generator wrote into them is read as well."),
      h("div", { class: "choose" }, h("button", { type: "button", id: "add-choose", onclick: () => input.click() }, "Choose files"), h("span", {}, `or drop them here; ${Number.isFinite(maxBytes) ? `up to ${bytes(maxBytes)} each` : ""}`), input),
      h("ul", { class: "added", id: "add-list", "aria-label": "Files" }),
      h("label", { for: "add-prompt" }, "Prompt"),
      h("textarea", { id: "add-prompt", maxlength: "20000" }),
      h("div", { class: "fields" }, field("add-model", "Model", "unknown"), field("add-tags", "Tags", "winter, draft"), field("add-project", "Project", "")),
      h("p", { id: "add-status", role: "status" }),
      h("p", { id: "add-problem", class: "problem", role: "alert" }),
      h("div", { class: "buttons" }, h("button", { class: "primary", id: "add-send" }, "Add"), h("button", { type: "button", id: "add-cancel", onclick: leave }, "Cancel")),
    ),
    h("button", { type: "button", class: "close", "aria-label": "Close", onclick: leave }, "×"),
  );
}

function put(file) {
  const kind = kindOf(file);
  const entry = { file, kind, path: null, problem: "" };
  entry.state = h("span", { class: "state" });
  entry.bar = h("progress", { max: Math.max(1, file.size), value: 0, hidden: true, "aria-label": `Progress of ${file.name}` });
  entry.role = h("select", { "aria-label": `Role of ${file.name}` }, h("option", { value: "output" }, "Output"), h("option", { value: "input" }, "Input"));
  entry.remove = h("button", { type: "button", class: "quiet", "aria-label": `Remove ${file.name}`, onclick: () => drop(entry) }, "×");
  entry.row = h("li", {}, h("span", { class: "name", title: file.name }, file.name), entry.role, entry.remove, entry.bar, entry.state);
  entries.push(entry);
  $("add-list").append(entry.row);
  entry.isRefused = !kind || file.size > maxBytes || entries.length > MAX_FILES;
  if (!kind) fail(entry, "This is not a picture, video or sound that can be added.");
  else if (file.size > maxBytes) fail(entry, `This file has ${bytes(file.size)} and exceeds the limit of ${bytes(maxBytes)}.`);
  else if (entry.isRefused) fail(entry, `A run can have at most ${MAX_FILES} files here.`);
  else entry.state.textContent = bytes(file.size);
}

function drop(entry) {
  entry.upload?.cancel();
  const at = entries.indexOf(entry);
  entries.splice(at, 1);
  entry.row.remove();
  (entries[Math.min(at, entries.length - 1)]?.remove ?? $("add-choose")).focus();
  enable();
}

function fail(entry, text) {
  entry.problem = text;
  entry.row.classList.add("wrong");
  entry.state.textContent = text;
}

function enable() {
  const isReady = entries.length > 0 && entries.every((entry) => !entry.isRefused) && entries.some((entry) => entry.role.value === "output");
  $("add-send").disabled = isSending || !isReady;
  for (const element of $("add").querySelectorAll("input, textarea, select, #add-choose, .added button")) element.disabled = isSending;
  $("add-send").textContent = entries.length ? `Add ${plural(entries.length, "file")}` : "Add";
}

function leave() {
  if (!isAccepted) entries.forEach((entry) => entry.upload?.cancel());
  isSending = false;
  round++;
  $("add").close();
}

async function run() {
  const mine = ++round;
  isSending = true;
  $("add-problem").textContent = "";
  enable();
  try {
    const waiting = entries.filter((entry) => !entry.path);
    $("add-status").textContent = "Sending…";
    await Promise.all(Array.from({ length: PARALLEL }, async () => {
      for (let entry = waiting.shift(); entry && mine === round; entry = waiting.shift()) await upload(entry);
    }));
    if (mine !== round) return;
    const failed = entries.filter((entry) => entry.problem).length;
    if (failed) throw new Error(`${plural(failed, "file")} could not be sent: remove ${failed === 1 ? "it" : "them"}, or try again.`);
    const { eventId } = await post("/v1/events", event());
    isAccepted = true;
    $("add-status").textContent = "Sent. The run is being made…";
    $("add-cancel").textContent = "Close";
    await bundled(eventId, mine);
  } catch (problem) {
    if (problem.error === "event_conflict") newKey();
    if (mine !== round) return problem.name !== "AbortError" && toast(problem.message, { problem: true });
    isSending = false;
    isAccepted = false;
    $("add-status").textContent = "";
    $("add-problem").textContent = problem instanceof TypeError ? UNREACHABLE : problem.message;
    enable();
  }
}

async function upload(entry) {
  entry.problem = "";
  entry.row.classList.remove("wrong");
  entry.bar.hidden = false;
  entry.upload = new Upload(entry.file, (sent, note) => {
    entry.bar.value = entry.file.size ? sent : 1;
    entry.state.textContent = note || `${bytes(sent)} of ${bytes(entry.file.size)}`;
  });
  try {
    entry.path = await entry.upload.run();
    entry.state.textContent = `${bytes(entry.file.size)}, sent`;
  } catch (problem) {
    if (problem.name === "AbortError") return;
    fail(entry, problem instanceof Problem ? problem.message : UNREACHABLE);
  }
}

function event() {
  const asset = ({ file, kind, path, role }) => ({ kind, source_path: path, role: role.value === "input" ? "reference" : "output", original_filename: file.name });
  const prompt = $("add-prompt").value.trim();
  const project = $("add-project").value.trim();
  return {
    status: "succeeded",
    model_key: $("add-model").value.trim() || "unknown",
    idempotency_key: key,
    ...(prompt ? { prompts: { raw: prompt } } : {}),
    source_context: { source_type: "gallery", ...(project ? { project_name: project } : {}) },
    tags: $("add-tags").value.split(",").map((tag) => tag.trim()).filter(Boolean),
    inputs: entries.filter(({ role }) => role.value === "input").map(asset),
    outputs: entries.filter(({ role }) => role.value === "output").map(asset),
  };
}

/** Waits for the run and shows it; if the form was closed meanwhile, offers to. */
async function bundled(eventId, mine) {
  for (;;) {
    const { state, runId, error } = await get(`/v1/events/${encodeURIComponent(eventId)}`);
    if (state === "refused") throw new Error(error.message);
    if (state === "bundled") {
      await inCatalog(runId);
      if (mine !== round) return toast("The files were added.", { label: "Show", action: () => opened(runId) });
      leave();
      return opened(runId);
    }
    await pause();
  }
}

/** Waits until the catalog has the run, which takes a moment after it was bundled. */
async function inCatalog(runId) {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { items } = await get(`/v1/runs?runId=${encodeURIComponent(runId)}&limit=1`);
    if (items.length) return;
    await pause();
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
