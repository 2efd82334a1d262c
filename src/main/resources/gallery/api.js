import { login } from "./login.js";

const KEY = "runfolio.token";

/** Messages shown instead of the API's texts, which address programs. */
const FRIENDLY = {
  401: "Your token is no longer valid. Sign in again.",
  403: "Your token does not allow this. Sign in with a token that has the scope.",
};

/** An error response of the server. */
export class Problem extends Error {
  constructor(status, detail) {
    super(FRIENDLY[status] ?? (typeof detail === "string" ? detail : detail?.message ?? `The server responded with status ${status}.`));
    this.status = status;
    this.error = detail?.error ?? "";
    this.detail = detail ?? {};
  }
}

async function request(method, path, { body, headers = {}, signal } = {}) {
  const token = sessionStorage.getItem(KEY);
  const answer = await fetch(path, { method, signal, headers: { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...headers }, body });
  if (!answer.ok) throw new Problem(answer.status, (await answer.json().catch(() => null))?.detail);
  return answer;
}

async function ask(method, path, { body, headers = {}, signal } = {}) {
  const typed = body ? { "Content-Type": "application/json", ...headers } : headers;
  const answer = await request(method, path, { body: body && JSON.stringify(body), headers: typed, signal });
  return answer.status === 204 ? null : answer.json().catch(() => null);
}

async function call(method, path, options, how = ask) {
  for (;;) {
    try {
      return await how(method, path, options);
    } catch (problem) {
      if (!(problem instanceof Problem) || problem.status !== 401) throw problem;
      await login(signIn);
    }
  }
}

/** Stores a token for this tab and gets the session cookie for images, videos and the change feed. */
async function signIn(token) {
  sessionStorage.setItem(KEY, token);
  try {
    await ask("POST", "/v1/session");
  } catch (problem) {
    sessionStorage.removeItem(KEY);
    throw problem;
  }
}

/** Signs in with the token of the address, `#token=…`, which is removed from it, or with the one of this tab. */
export async function begin() {
  const given = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (given) history.replaceState(history.state, "", location.pathname + location.search);
  const token = given ?? sessionStorage.getItem(KEY);
  if (token) await signIn(token).catch(() => {});
}

/** Opens the sign-in form after a token was refused. */
export async function signInAgain() {
  await login(signIn);
  location.reload();
}

export const get = (path, signal) => call("GET", path, { signal });

/** Changes an artifact if it still has the revision that is shown. */
export const change = (id, what, revision, body) =>
  call("POST", `/v1/artifacts/${encodeURIComponent(id)}/${what}`, { body, headers: { "If-Match": `"${revision}"` } });

/** Sends a request whose response is read from its headers. The body is sent as it is. */
export const send = (method, path, options) => call(method, path, options, request);

/** Replaces something that has a revision, if it still has this one. */
export const put = (path, revision, body) => call("PUT", path, { body, headers: { "If-Match": `"${revision}"` } });

export const post = (path, body) => call("POST", path, { body });

/** Sends a request that is done once, however often it is repeated with its key. */
export const submit = (path, body, key) => call("POST", path, { body, headers: { "Idempotency-Key": key } });
