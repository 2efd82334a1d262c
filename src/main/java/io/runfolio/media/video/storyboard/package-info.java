/** Storyboards of clips: frames at even distances in one picture, with cues in WebVTT. */
package io.runfolio.media.video.storyboard;
