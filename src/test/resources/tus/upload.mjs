// Uploads a file by the npm package tus-js-client, and prints the URL of the upload.
// It sends a few chunks, and the others once the file "killed" exists, so that the server is killed in the middle.
// Arguments: file, endpoint, killed.
import { createReadStream, existsSync, statSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout } from "node:timers/promises";
import * as tus from "tus-js-client";

const CHUNKS_BEFORE_THE_KILL = 8;
const [file, endpoint, killed] = process.argv.slice(2);
let chunks = 0;
const upload = new tus.Upload(createReadStream(file), {
  endpoint,
  uploadSize: statSync(file).size,
  chunkSize: 1 << 20,
  metadata: { filename: basename(file), filetype: "image/png" },
  retryDelays: Array(120).fill(250),
  onBeforeRequest: async (request) => {
    if (request.getMethod() !== "PATCH" || ++chunks <= CHUNKS_BEFORE_THE_KILL) {
      return;
    }
    while (!existsSync(killed)) {
      await setTimeout(20);
    }
  },
  onError: (error) => {
    console.error(String(error));
    process.exit(1);
  },
  onSuccess: () => console.log(upload.url),
});
upload.start();
