package io.runfolio.media.video.engine;

import io.runfolio.media.child.ChildResult;
import io.runfolio.media.child.ChildRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Engine that runs ffmpeg and ffprobe. It uses options that FFmpeg 5.1 to 8.1 have in common. */
final class ProgramEngine implements VideoEngine {
    private static final String PROBED = "format=duration,bit_rate"
            + ":stream=index,codec_name,codec_type,profile,width,height,sample_aspect_ratio,pix_fmt,field_order"
            + ",color_range,color_space,color_transfer,color_primaries,r_frame_rate,avg_frame_rate,duration"
            + ",channels,sample_rate"
            + ":stream_tags=alpha_mode:stream_disposition=default,attached_pic:stream_side_data=rotation,"
            + "dv_profile,dv_bl_signal_compatibility_id";

    /** Options without which outputs would have tags, chapters and the library's name. */
    static final List<String> UNTAGGED = List.of("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact");

    private static final String TAGS = ":format_tags:stream_tags";

    private final FfmpegProgram ffmpegProgram;
    private final ProgramRunner runner;
    private final DecodeLimits limits;
    private final Supplier<Optional<VideoEngine>> secondOpinion;

    /** @param secondOpinion engine that probes where ffprobe gives up because of an undecodable track */
    ProgramEngine(
            FfmpegProgram ffmpegProgram,
            ChildRunner runner,
            DecodeLimits limits,
            Supplier<Optional<VideoEngine>> secondOpinion) {
        this.ffmpegProgram = ffmpegProgram;
        this.runner = new ProgramRunner(runner, limits);
        this.limits = limits;
        this.secondOpinion = secondOpinion;
    }

    @Override
    public String describe() {
        return "ffmpeg " + ffmpegProgram.version() + " (program)";
    }

    @Override
    public boolean has(String library) {
        return ffmpegProgram.configuration().contains("--enable-" + library);
    }

    @Override
    public Optional<ChunkEngine> chunks() {
        return Optional.of(new ProgramChunkEngine(ffmpegProgram, runner, limits));
    }

    @Override
    public ChildResult probe(Path source, String demuxer, Path workingFolder, Duration timeLimit) {
        ChildResult tagged = probe(source, demuxer, workingFolder, timeLimit, PROBED + TAGS);
        ChildResult result = tagged.output().length < ProgramRunner.MAX_LIST_BYTES
                ? tagged
                : probe(source, demuxer, workingFolder, timeLimit, PROBED); // the tags exceeded the limit
        if (result.succeeded() || !EngineFailure.messages(result).contains("Could not open codec for input stream")) {
            return result;
        }
        return secondOpinion
                .get()
                .map(engine -> engine.probe(source, demuxer, workingFolder, timeLimit))
                .orElse(result);
    }

    private ChildResult probe(Path source, String demuxer, Path workingFolder, Duration timeLimit, String entries) {
        List<String> line = new ArrayList<>(List.of("-hide_banner", "-v", "warning"));
        line.addAll(ProgramRunner.guards(limits, demuxer));
        line.addAll(List.of("-show_entries", entries, "-of", "json=compact=1", "-i", ProgramRunner.input(source)));
        return runner.run(
                ffmpegProgram.ffprobe(), line, source, workingFolder, timeLimit, ProgramRunner.MAX_LIST_BYTES);
    }

    @Override
    public ChildResult packets(Path source, String demuxer, Path workingFolder, Duration timeLimit) {
        List<String> line = new ArrayList<>(List.of("-hide_banner", "-v", "warning"));
        line.addAll(ProgramRunner.guards(limits, demuxer));
        line.addAll(List.of("-show_entries", "packet=stream_index,pts_time,dts_time,duration_time"));
        line.addAll(List.of("-of", "csv=print_section=0", "-i", ProgramRunner.input(source)));
        return runner.run(
                ffmpegProgram.ffprobe(), line, source, workingFolder, timeLimit, ProgramRunner.MAX_LIST_BYTES);
    }

    @Override
    public ChildResult transcode(TranscodePlan plan, Duration timeLimit) {
        List<String> line = new ArrayList<>(List.of("-nostdin", "-hide_banner", "-nostats", "-y"));
        line.addAll(source(plan));
        if (plan.copy()) {
            if (!plan.everyFrame()) {
                line.addAll(List.of(
                        "-threads", "1", "-skip_frame", "nokey")); // for key frames, threads cost more than they save
            }
            line.addAll(source(plan)); // a second reader of the file, for the poster
        }
        Optional<String> tiles = plan.storyboard().flatMap(TranscodePlan.Tiles::graph);
        if (tiles.isPresent()) {
            line.addAll(List.of("-threads", "1", "-skip_frame", "bidir", "-skip_loop_filter", "all"));
            line.addAll(source(plan)); // a third one, for the storyboard
        }
        line.addAll(List.of("-filter_complex", plan.copy() ? ofInput(1, plan.graph()) : plan.graph()));
        tiles.ifPresent(graph -> line.addAll(List.of("-filter_complex", ofInput(2, graph))));
        line.addAll(web(plan));
        line.addAll(frames("poster", plan.posterFrames(), TranscodePlan.POSTER));
        plan.storyboard()
                .ifPresent(board -> line.addAll(frames("storyboard", board.frames(), TranscodePlan.STORYBOARD)));
        return runner.run(ffmpegProgram.ffmpeg(), line, plan.source(), plan.workingFolder(), timeLimit);
    }

    @Override
    public ChildResult still(StillRequest order, Duration timeLimit) {
        List<String> line = new ArrayList<>(List.of("-nostdin", "-hide_banner", "-nostats", "-y"));
        line.addAll(ProgramRunner.guards(limits.forStills(), order.demuxer()));
        order.item().ifPresent(found -> line.add("-noautorotate"));
        line.addAll(List.of(
                "-i", ProgramRunner.input(order.source()), "-map", "0:v:0", "-frames:v", "1", "-map_metadata", "-1"));
        String filters = StillFilterGraph.of(order);
        if (!filters.isEmpty()) {
            line.addAll(List.of("-vf", filters));
        }
        line.addAll(List.of(
                "-c:v",
                "png",
                "-f",
                "image2",
                "-update",
                "1",
                "file:" + order.png().getFileName()));
        return runner.run(
                ffmpegProgram.ffmpeg(), line, order.source(), order.png().getParent(), timeLimit);
    }

    @Override
    public ChildResult sound(SoundRequest order, Duration timeLimit) {
        List<String> line = new ArrayList<>(List.of("-nostdin", "-hide_banner", "-nostats", "-y"));
        line.addAll(ProgramRunner.guards(limits, order.demuxer()));
        line.addAll(List.of("-t", Long.toString(limits.maxSeconds()), "-i", ProgramRunner.input(order.source())));
        line.addAll(List.of("-map", "0:" + order.audio(), "-ac", "1", "-ar", "" + SoundRequest.SAMPLE_RATE));
        line.addAll(List.of("-c:a", "pcm_s16le", "-f", "s16le", "file:" + SoundRequest.PCM));
        order.cover().ifPresent(track -> {
            line.addAll(List.of("-map", "0:" + track, "-c:v", "copy", "-frames:v", "1"));
            line.addAll(List.of("-f", "image2", "-update", "1", "file:" + SoundRequest.COVER));
        });
        return runner.run(ffmpegProgram.ffmpeg(), line, order.source(), order.workingFolder(), timeLimit);
    }

    private List<String> source(TranscodePlan plan) {
        List<String> line = new ArrayList<>(ProgramRunner.guards(limits, plan.demuxer()));
        line.addAll(List.of("-t", Long.toString(limits.maxSeconds())));
        plan.decoder().ifPresent(decoder -> line.addAll(List.of("-c:" + plan.video(), decoder)));
        line.addAll(List.of("-i", ProgramRunner.input(plan.source())));
        return line;
    }

    private static List<String> web(TranscodePlan plan) {
        List<String> line = new ArrayList<>(List.of("-map", plan.copy() ? "0:" + plan.video() : "[web]"));
        plan.audio().ifPresent(sound -> line.addAll(List.of("-map", "0:" + sound.index())));
        if (plan.copy()) {
            line.addAll(List.of("-c", "copy"));
        } else {
            line.addAll(pictureEncoder());
            plan.audio().ifPresent(sound -> line.addAll(soundEncoder(sound)));
        }
        line.addAll(UNTAGGED);
        line.addAll(List.of("-movflags", "+faststart", "-f", "mp4", "file:" + TranscodePlan.WEB));
        return line;
    }

    static List<String> pictureEncoder() {
        return List.of(
                "-c:v",
                "libx264",
                "-preset",
                TranscodePlan.PRESET,
                "-crf",
                "" + TranscodePlan.CRF,
                "-fps_mode:v",
                "vfr");
    }

    static List<String> soundEncoder(TranscodePlan.Sound sound) {
        List<String> line = new ArrayList<>(List.of("-c:a", "aac", "-b:a", "" + TranscodePlan.AUDIO_BIT_RATE));
        if (sound.downmix()) {
            line.addAll(List.of("-ac", "2"));
        }
        return line;
    }

    private static String ofInput(int input, String graph) {
        return graph.replaceFirst("^\\[0:", "[" + input + ":");
    }

    static List<String> frames(String label, int count, String file) {
        List<String> line = new ArrayList<>(List.of("-map", "[" + label + "]", "-frames:v", "" + count));
        line.addAll(List.of("-fps_mode:v", "vfr", "-map_metadata", "-1", "-c:v", "rawvideo"));
        line.addAll(List.of("-f", "rawvideo", "file:" + file));
        return line;
    }
}
