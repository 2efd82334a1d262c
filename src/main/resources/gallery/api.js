import { login } from "./login.js";

const KEY = "runfolio.token";

/** Messages for people in the place of the API's texts for programs. */
const FRIENDLY = {
  401: "Your token is not known here any more. Sign in again.",
  403: "Your token does not allow this. Ask for one that may, or sign in with another.",
};

/** What the server answered instead of what was asked for. */
export class Problem extends Error {
  constructor(status, detail) {
    super(FRIENDLY[status] ?? (typeof detail === "string" ? detail : detail?.message ?? `The server answered ${status}.`));
    this.status = status;
    this.error = detail?.error ?? "";
    this.detail = detail ?? {};
  }
}

async function ask(method, path, { body, headers = {}, signal } = {}) {
  const token = sessionStorage.getItem(KEY);
  const answer = await fetch(path, {
    method,
    signal,
    headers: {
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...(body ? { "Content-Type": "application/json" } : {}),
      ...headers,
    },
    body: body && JSON.stringify(body),
  });
  const json = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new Problem(answer.status, json?.detail);
  return json;
}

async function call(method, path, options) {
  for (;;) {
    try {
      return await ask(method, path, options);
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 401) throw problem;
      await login(signIn);
    }
  }
}

/** Keeps a token for this tab, and gets the cookie for what the browser loads by itself. */
async function signIn(token) {
  sessionStorage.setItem(KEY, token);
  try {
    await ask("POST", "/v1/session");
  } catch (problem) {
    sessionStorage.removeItem(KEY);
    throw problem;
  }
}

/** Renews the cookie if this tab has a token. */
export async function begin() {
  if (sessionStorage.getItem(KEY)) await signIn(sessionStorage.getItem(KEY)).catch(() => {});
}

/** Lets people sign in with another token, after one was refused. */
export async function signInAgain() {
  await login(signIn);
  location.reload();
}

export const get = (path, signal) => call("GET", path, { signal });

/** Changes an artifact at the revision that was looked at. */
export const change = (id, what, revision, body) =>
  call("POST", `/v1/artifacts/${encodeURIComponent(id)}/${what}`, { body, headers: { "If-Match": `"${revision}"` } });

export const post = (path, body) => call("POST", path, { body });
