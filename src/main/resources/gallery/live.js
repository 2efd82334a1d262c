import { $ } from "./dom.js";

const AGAIN = 10_000;
const TOGETHER = 250;

/** Follows the feed after a change, and tells of runs and artifacts in handfuls. */
export function follow(last, { runs, artifacts, reset }) {
  let newRuns = new Set();
  let changed = new Set();
  let timer = 0;
  const tell = () => {
    timer = 0;
    const [someRuns, some] = [newRuns, changed];
    newRuns = new Set();
    changed = new Set();
    if (someRuns.size) runs([...someRuns]);
    if (some.size) artifacts([...some]);
  };
  const later = () => (timer ||= setTimeout(tell, TOGETHER));
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
      setTimeout(listen, AGAIN);
    };
    on("run", (event) => (newRuns.add(JSON.parse(event.data).runId), later()));
    on("artifact", (event) => (changed.add(JSON.parse(event.data).artifactId), later()));
    on("removed", reset);
    on("reset", reset);
  };
  const rest = () => {
    source?.close();
    source = null;
    state("off");
  };
  // browsers open six connections to a server, for all tabs together: one that nobody looks at must not hold one
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  addEventListener("pagehide", rest);
  addEventListener("pageshow", listen);
  listen();
}

function state(word) {
  $("live").dataset.state = word;
  $("live").lastElementChild.textContent = word === "on" ? "live" : "not live";
}
