// Uploads a file by the npm package tus-js-client, and prints the URL of the upload.
// Arguments: file, endpoint.
import { createReadStream, statSync } from "node:fs";
import { basename } from "node:path";
import * as tus from "tus-js-client";

const [file, endpoint] = process.argv.slice(2);
const upload = new tus.Upload(createReadStream(file), {
  endpoint,
  uploadSize: statSync(file).size,
  chunkSize: 1 << 20,
  metadata: { filename: basename(file), filetype: "image/png" },
  retryDelays: Array(120).fill(250),
  onError: (error) => {
    console.error(String(error));
    process.exit(1);
  },
  onSuccess: () => console.log(upload.url),
});
upload.start();
