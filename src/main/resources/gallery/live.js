import { $ } from "./dom.js";

const RETRY_MILLIS = 10_000;
const BATCH_MILLIS = 250;

/** Follows the change feed and reports new runs and changed artifacts in batches. */
export function follow(last, { runs, artifacts, reset }) {
  let newRuns = new Set();
  let changed = new Set();
  let timer = 0;
  const report = () => {
    timer = 0;
    const [someRuns, some] = [newRuns, changed];
    newRuns = new Set();
    changed = new Set();
    if (someRuns.size) runs([...someRuns]);
    if (some.size) artifacts([...some]);
  };
  const later = () => (timer ||= setTimeout(report, BATCH_MILLIS));
  let source = null;
  const listen = () => {
    if (source || document.hidden) return;
    const mine = (source = new EventSource(`/v1/changes?after=${last}`));
    const on = (type, take) => source.addEventListener(type, (event) => ((last = event.lastEventId || last), take(event)));
    source.onopen = () => state("on");
    source.onerror = () => {
      state("off");
      if (mine.readyState !== EventSource.CLOSED || mine !== source) return;
      source = null;
      setTimeout(listen, RETRY_MILLIS);
    };
    on("run", (event) => (newRuns.add(JSON.parse(event.data).runId), later()));
    on("artifact", (event) => (changed.add(JSON.parse(event.data).artifactId), later()));
    on("removed", reset);
    on("reset", reset);
  };
  const pause = () => {
    source?.close();
    source = null;
    state("off");
  };
  // browsers open at most six connections per server for all tabs, so a hidden tab must not hold one
  document.addEventListener("visibilitychange", () => (document.hidden ? pause() : listen()));
  addEventListener("pagehide", pause);
  addEventListener("pageshow", listen);
  listen();
}

function state(word) {
  $("live").dataset.state = word;
  $("live").lastElementChild.textContent = word === "on" ? "live" : "offline";
}
