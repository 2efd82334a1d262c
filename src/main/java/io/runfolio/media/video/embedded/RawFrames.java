package io.runfolio.media.video.embedded;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Files of raw frames: candidates of the poster, and tiles of the storyboard if wanted. */
final class RawFrames implements AutoCloseable {
    private final FrameFile poster;
    private final FrameFile storyboard;

    RawFrames(TaskArguments task) {
        poster = new FrameFile(task.text("poster"), task.intValue("posterFrames"));
        storyboard = task.find("storyboard")
                .map(name -> new FrameFile(name, task.intValue("storyboardFrames")))
                .orElse(null);
    }

    /** Writes a frame into the file of its label. */
    void write(String label, AVFrame frame) {
        (label.equals("storyboard") ? storyboard : poster).write(frame);
    }

    @Override
    public void close() {
        poster.close();
        if (storyboard != null) {
            storyboard.close();
        }
    }
}
