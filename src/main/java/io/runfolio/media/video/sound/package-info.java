/** Previews of sounds: lowest and highest samples as JSON, and a picture of them. */
package io.runfolio.media.video.sound;
