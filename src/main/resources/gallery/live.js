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
  const listen = () => {
    const source = new EventSource(`/v1/changes?after=${last}`);
    const note = (event) => (last = event.lastEventId || last);
    source.onopen = () => state("on");
    source.onerror = () => {
      state("off");
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN);
    };
    source.addEventListener("run", (event) => (note(event), newRuns.add(JSON.parse(event.data).runId), later()));
    source.addEventListener("artifact", (event) => (note(event), changed.add(JSON.parse(event.data).artifactId), later()));
    source.addEventListener("removed", (event) => (note(event), reset()));
    source.addEventListener("reset", (event) => (note(event), reset()));
  };
  listen();
}

function state(word) {
  $("live").dataset.state = word;
  $("live").lastElementChild.textContent = word === "on" ? "live" : "not live";
}
