import { $, h } from "./dom.js";

let open = null;

/** Asks for a token until the server accepts one. Concurrent calls share one form. */
export function login(signIn) {
  open ??= new Promise((resolve) => show(signIn, resolve)).finally(() => (open = null));
  return open;
}

function show(signIn, resolve) {
  const field = h("input", { id: "token", type: "password", required: true, autocomplete: "off", "aria-describedby": "login-problem" });
  const problem = h("p", { id: "login-problem", class: "problem", role: "alert" });
  const form = h(
    "form",
    {
      onsubmit: async (event) => {
        event.preventDefault();
        try {
          await signIn(field.value.trim());
          dialog.close();
          resolve();
        } catch (refusal) {
          problem.textContent = refusal.status === 401 ? "This token is not valid." : refusal.status === 403 ? "This token lacks the scope \"read\"." : refusal.message;
          field.select();
        }
      },
    },
    h("h2", { id: "login-title" }, "Sign in with a token"),
    h("p", {}, "Create one on the server: ", h("code", {}, "runfolio token create NAME --scope read,review"), ". It is stored until you close this tab."),
    h("label", { for: "token" }, "Token"),
    field,
    problem,
    h("button", { class: "primary" }, "Sign in"),
  );
  const dialog = $("login");
  dialog.oncancel = (event) => event.preventDefault();
  dialog.replaceChildren(form);
  dialog.showModal();
  field.focus();
}
