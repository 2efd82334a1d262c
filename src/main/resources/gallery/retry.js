const PAUSE = 3000;
const TRIES = 20;

/**
 * Shows something else in place of a picture or clip that does not load. A file that the server is making again (503)
 * is requested again first, unless its original is gone.
 */
export function orElse(element, other, { gone = false } = {}) {
  let tries = 0;
  element.addEventListener("error", async () => {
    const url = element.currentSrc || element.src;
    const answer = gone ? null : await fetch(url, { method: "HEAD" }).catch(() => null);
    if (answer?.status !== 503 || ++tries > TRIES) {
      element.replaceWith(other());
      return;
    }
    setTimeout(() => {
      if (element.isConnected) element.src = url;
    }, PAUSE);
  });
}
