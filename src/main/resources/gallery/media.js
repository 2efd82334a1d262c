import { bytes, h } from "./dom.js";
import { notReady, placeholder } from "./card.js";
import { gone, tombstone } from "./retention.js";
import { orElse } from "./retry.js";
import { soundOf } from "./sound.js";

/** Returns why there is no file to show; null if there is one. */
export function missing(artifact) {
  const media = artifact.media;
  if (media?.removed) return ["removed", ...(tombstone(artifact) ?? ["File removed", "The original is no longer available (410). The record is kept."])];
  if (media && media.state && media.state !== "ready") return notReady(media.state, media.reason);
  if (!media) return ["text", artifact.content?.title ?? artifact.artifactType, artifact.content?.summary ?? ""];
  return null;
}

/** Returns whether the artifact was post-processed from another output of the run. */
export function hasRaw(artifact) {
  const { raw, processed } = artifact.content ?? {};
  return Boolean(raw && processed && raw.originalUrl !== processed.originalUrl);
}

/** Returns the model's raw output in the shape of media. */
function rawOf({ media, content: { raw } }) {
  const web = { url: raw.url, width: raw.width, height: raw.height };
  return { kind: media.kind, state: "ready", web, poster: raw.poster && { url: raw.poster } };
}

/** Returns the video, image or player of an artifact, or a placeholder. Images start with the web derivative. */
export function mediaOf(artifact, { original = false, quiet = false, raw = false } = {}) {
  const media = raw ? rawOf(artifact) : artifact.media;
  const still = media?.web ?? media?.poster ?? media?.thumb;
  // a browser may still have the picture
  if (!raw && gone(artifact) && gone(artifact, "web")) return placeholder(artifact, missing(artifact));
  if (!still && !media?.original) return placeholder(artifact, missing(artifact) ?? ["none", "No preview", ""]);
  const fail = (element) => orElse(element, () => placeholder(artifact, media.removed ? missing(artifact) : ["removed", "File missing", "The file is no longer available (410)."]), { gone: media.removed });
  if (media.kind === "video") {
    const video = h("video", { controls: !quiet, loop: true, muted: true, playsInline: true, preload: "metadata", poster: media.poster?.url ?? media.thumb?.url });
    fail(video);
    video.src = (original && !media.removed ? media.original : media.web ?? media.original).url;
    return video;
  }
  if (media.kind === "audio" && media.original && !media.removed && !quiet) return soundOf(media);
  if (media.kind !== "image") return placeholder(artifact, missing(artifact) ?? ["text", media.filename ?? media.kind, media.mimeType ?? ""]);
  const shown = original && media.original && !media.removed ? media.original : still;
  if (!shown) return placeholder(artifact, missing(artifact) ?? ["none", "No preview", "The original can be downloaded."]);
  const image = h("img", { alt: artifact.metadata?.promptSummary ?? "", decoding: "async", width: shown.width, height: shown.height, draggable: "false" });
  fail(image);
  image.src = shown.url;
  return image;
}

export function originalLink(media) {
  if (!media?.original || media.removed) return null;
  return h("a", { class: "button", href: `${media.original.url}?download=true`, download: "" }, `Download original (${bytes(media.original.bytes)})`);
}
