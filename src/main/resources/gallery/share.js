import { get, post, send } from "./api.js";
import { $, h, plural, when } from "./dom.js";
import { raise, toast } from "./toast.js";

const LIVES = [["1h", "1 hour"], ["1d", "1 day"], ["7d", "7 days"], ["30d", "30 days"], ["90d", "90 days"]];
const FACTS = [["size", "Size"], ["created", "Date"], ["model", "Model"], ["status", "Review status"], ["seed", "Seed"], ["prompt", "Prompt"], ["settings", "Settings"], ["id", "Id"]];
const MAX_SHARED = 500;
const MAX_LISTED = 50;

let asked = 0;

/** Shows the share buttons where the token may create links. */
export async function offerSharing() {
  const { scopes } = await get("/v1/session");
  document.body.classList.toggle("may-share", scopes.includes("share") || scopes.includes("admin"));
}

/** Opens the form that creates a link. @param kind "comparison" for the page of a comparison */
export function showSharing(ids, kind) {
  if (!ids.length) return;
  if (ids.length > MAX_SHARED) return toast(`A link has at most ${MAX_SHARED} artifacts.`, { problem: true });
  const dialog = $("share");
  const mine = ++asked;
  const list = h("div", { class: "links" });
  const what = kind === "comparison" ? `the comparison of ${plural(ids.length, "artifact")}` : plural(ids.length, "artifact");
  const heading = h("h2", { id: "share-title", tabindex: "-1" }, `Share ${what}`);
  const form = drawForm(ids, kind, (created) => {
    form.replaceWith(drawCreated(created));
    $("share-link").focus();
    $("share-link").select();
    drawList(list, mine);
  });
  dialog.replaceChildren(
    heading,
    h("p", { class: "sub" }, "Anyone with the link can see these artifacts without an account, until it expires or you revoke it."),
    form,
    list,
    h("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => dialog.close() }, "×"),
  );
  // a message that is still shown moves to the dialog below
  dialog.onclose = raise;
  dialog.showModal();
  $("share-heading").focus();
  drawList(list, mine);
}

const field = (name, input) => h("label", {}, name, input);

function drawForm(ids, kind, done) {
  const title = h("input", { id: "share-heading", type: "text", maxlength: "200", placeholder: "Shared with you", autocomplete: "off" });
  const life = h("select", { id: "share-life" }, LIVES.map(([value, text]) => h("option", { value, selected: value === "7d" }, text)));
  const password = h("input", { id: "share-password", type: "password", minlength: "8", maxlength: "200", autocomplete: "new-password", placeholder: "none", "aria-describedby": "share-password-hint" });
  const download = h("input", { id: "share-download", type: "checkbox" });
  const facts = FACTS.map(([value, text]) => h("label", { class: "letters" }, h("input", { type: "checkbox", value }), text));
  const problem = h("p", { class: "problem", role: "alert" });
  const button = h("button", { class: "primary" }, "Create link");
  const form = h(
    "form",
    { onsubmit: (event) => (event.preventDefault(), create()) },
    field("Heading of the page", title),
    h("div", { class: "fields" }, field("Works for", life), field("Password", password)),
    h("p", { class: "sub", id: "share-password-hint" }, "A password is optional and has at least 8 characters."),
    h("label", { class: "letters" }, download, "Allow downloads of the originals, with all data that they contain"),
    h("fieldset", {}, h("legend", {}, "Show beside the pictures"), h("div", { class: "facts-choice" }, facts)),
    problem,
    button,
  );
  async function create() {
    problem.textContent = "";
    button.disabled = true;
    const chosen = [...form.querySelectorAll("fieldset input:checked")].map((box) => box.value);
    const body = { artifactIds: ids, expires: life.value, download: download.checked, facts: chosen };
    if (kind) body.kind = kind;
    if (title.value.trim()) body.title = title.value.trim();
    if (password.value) body.password = password.value;
    try {
      done(await post("/v1/shares", body));
    } catch (refusal) {
      problem.textContent = refusal.message;
    } finally {
      button.disabled = false;
    }
  }
  return form;
}

/** The link is in the response of its creation only. */
function drawCreated(created) {
  const link = h("input", { id: "share-link", type: "text", readonly: true, value: created.url ?? location.origin + created.path, "aria-label": "Link" });
  const copy = async () => {
    link.select();
    try {
      await navigator.clipboard.writeText(link.value);
      toast("The link was copied.");
    } catch {
      toast("Copy the selected link with Ctrl+C or ⌘C.");
    }
  };
  return h(
    "div",
    { class: "created" },
    h("div", { class: "link-row" }, link, h("button", { type: "button", class: "primary", onclick: copy }, "Copy")),
    h("p", { role: "status" }, `Copy it now: it is not shown again. It works until ${when(created.expiresAt)}.`),
  );
}

async function drawList(box, mine) {
  try {
    const { items, nextCursor } = await get(`/v1/shares?state=active&limit=${MAX_LISTED}`);
    if (mine !== asked) return;
    box.replaceChildren(
      h("h3", {}, items.length ? "Active links" : "No link is active"),
      h("ul", {}, items.map((share) => row(share, box, mine))),
      nextCursor ? h("p", { class: "sub" }, "Older links: ", h("code", {}, "runfolio share list")) : "",
    );
  } catch (problem) {
    if (mine === asked) box.replaceChildren(h("p", { class: "problem", role: "alert" }, problem.message));
  }
}

function row(share, box, mine) {
  const facts = [plural(share.artifactIds.length, "artifact"), `until ${when(share.expiresAt)}`, plural(share.views, "view"), share.download && plural(share.downloads, "download"), share.password && "password"];
  const revoke = async () => {
    button.disabled = true;
    try {
      await send("DELETE", `/v1/shares/${encodeURIComponent(share.id)}`);
      toast("The link was revoked.");
      await drawList(box, mine);
      $("share").querySelector("h2").focus();
    } catch (problem) {
      button.disabled = false;
      toast(problem.message, { problem: true });
    }
  };
  const button = h("button", { type: "button", "aria-label": `Revoke ${share.title}`, onclick: revoke }, "Revoke");
  return h("li", {}, h("div", {}, h("strong", {}, share.title), h("p", { class: "sub" }, facts.filter(Boolean).join(" · "))), button);
}
