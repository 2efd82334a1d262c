package io.runfolio.media.video.embedded;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_DATA;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.io.IOException;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FFmpegFrameRecorder;

/** Makes the web file and the poster's candidate frames. */
final class TranscodeTask {
    private final TaskArguments task;
    private final int video;
    private final int audio;

    TranscodeTask(TaskArguments task) {
        this.task = task;
        this.video = task.intValue("video");
        this.audio = task.find("audio").map(Integer::parseInt).orElse(ClipGrabber.NO_TRACK);
    }

    void run() throws IOException {
        if (task.flag("copy")) {
            copy();
            sample();
        } else {
            encode();
        }
    }

    private void encode() throws IOException {
        try (SoundTrack sound = audio == ClipGrabber.NO_TRACK ? null : new SoundTrack(task);
                WebFile web = new WebFile(task, sound);
                RawFrames frames = new RawFrames(task)) {
            PictureTrack pictures = new PictureTrack(task, ClipGrabber.Skip.NONE);
            try (pictures) {
                pictures.run((label, frame, timeBase) -> {
                    if (label.equals("web")) {
                        web.write(frame, timeBase, pictures.frameRate());
                    } else {
                        frames.write(label, frame);
                    }
                });
            }
            web.finish();
        }
    }

    private void sample() throws IOException {
        try (RawFrames frames = new RawFrames(task)) {
            PictureTrack.Output output = (label, frame, timeBase) -> frames.write(label, frame);
            run(task, task.flag("everyFrame") ? ClipGrabber.Skip.NONE : ClipGrabber.Skip.ALL_BUT_KEY_FRAMES, output);
            Optional<String> tiles = task.find("storyboardGraph");
            if (tiles.isPresent()) {
                run(task.with("graph", tiles.get()), ClipGrabber.Skip.BIDIRECTIONAL, output);
            }
        }
    }

    private static void run(TaskArguments task, ClipGrabber.Skip skip, PictureTrack.Output output) throws IOException {
        try (PictureTrack pictures = new PictureTrack(task, skip)) {
            pictures.run(output);
        }
    }

    /** Copies the packets of both tracks. */
    private void copy() throws IOException {
        try (FFmpegFrameGrabber grabber = ClipGrabber.open(task, video, audio, ClipGrabber.Skip.NONE)) {
            AVStream pictures = grabber.getFormatContext().streams(video);
            hideOthers(grabber.getFormatContext());
            FFmpegFrameRecorder recorder =
                    WebFile.open(task, grabber.getImageWidth(), grabber.getImageHeight(), grabber.getAudioChannels());
            recorder.setFrameRate(grabber.getVideoFrameRate());
            recorder.setSampleRate(grabber.getSampleRate());
            recorder.setAudioBitrate(1); // javacv omits sound without a bit rate
            recorder.setOption(
                    "video_track_timescale", "" + pictures.time_base().den());
            recorder.start(grabber.getFormatContext());
            for (AVPacket packet = grabber.grabPacket(); packet != null; packet = grabber.grabPacket()) {
                if (packet.stream_index() != video && packet.stream_index() != audio) {
                    av_packet_unref(packet);
                } else if (shift(packet, grabber)) {
                    recorder.recordPacket(packet);
                } else {
                    break;
                }
            }
            recorder.close();
        }
    }

    /** Hides all other tracks from javacv, which copies the last track of each kind. */
    private void hideOthers(AVFormatContext context) {
        for (int index = 0; index < context.nb_streams(); index++) {
            if (index == video || index == audio) {
                context.streams(index).codecpar().codec_tag(0); // tags of another container may be invalid in MP4
            } else {
                context.streams(index).codecpar().codec_type(AVMEDIA_TYPE_DATA);
            }
        }
    }

    /** Shifts a packet's timestamps to start at zero; returns false beyond the maximum duration. */
    private boolean shift(AVPacket packet, FFmpegFrameGrabber grabber) {
        AVStream track = grabber.getFormatContext().streams(packet.stream_index());
        long start = ClipGrabber.start(grabber, track);
        if (packet.dts() != AV_NOPTS_VALUE()) {
            packet.dts(packet.dts() - start);
        }
        if (packet.pts() == AV_NOPTS_VALUE()) {
            return true;
        }
        packet.pts(packet.pts() - start);
        return packet.pts() <= av_rescale_q(task.longValue("maxSeconds"), av_make_q(1, 1), track.time_base());
    }
}
