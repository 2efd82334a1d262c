package io.runfolio.media.video.engine;

import io.runfolio.files.StorageErrors;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.video.probe.ContainerFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Encodes and joins chunks with ffmpeg. It uses options that FFmpeg 5.1 to 8.1 have in common. */
final class ProgramChunkEngine implements ChunkEngine {
    private static final List<String> START = List.of("-nostdin", "-hide_banner", "-nostats", "-y");
    /** For steps whose description would fill the log of a clip. */
    private static final List<String> QUIET = List.of("-nostdin", "-hide_banner", "-nostats", "-y", "-v", "warning");

    private static final String LIST = "chunks.ffconcat";

    private final FfmpegProgram program;
    private final ProgramRunner runner;
    private final DecodeLimits limits;

    ProgramChunkEngine(FfmpegProgram program, ProgramRunner runner, DecodeLimits limits) {
        this.program = program;
        this.runner = runner;
        this.limits = limits;
    }

    @Override
    public ChildResult pictureIndex(Path source, String demuxer, int video, Path workingFolder, Duration timeLimit) {
        List<String> line = new ArrayList<>(List.of("-hide_banner", "-v", "warning"));
        line.addAll(ProgramRunner.guards(limits, demuxer));
        line.addAll(List.of("-select_streams", "" + video));
        line.addAll(List.of("-show_entries", "packet=pts,flags:stream=time_base:format=start_time", "-of", "csv"));
        line.addAll(List.of("-i", ProgramRunner.input(source)));
        return runner.run(program.ffprobe(), line, source, workingFolder, timeLimit, ProgramRunner.MAX_LIST_BYTES);
    }

    @Override
    public ChildResult encode(ChunkPlan plan, Duration timeLimit) {
        List<String> line = part(plan, START);
        line.addAll(List.of("-map", "[web]"));
        line.addAll(ProgramEngine.pictureEncoder());
        line.addAll(mp4(TranscodePlan.WEB));
        if (plan.posterFrames() > 0) {
            line.addAll(ProgramEngine.frames("poster", plan.posterFrames(), TranscodePlan.POSTER));
        }
        if (plan.storyboardFrames() > 0) {
            line.addAll(ProgramEngine.frames("storyboard", plan.storyboardFrames(), TranscodePlan.STORYBOARD));
        }
        return runner.run(program.ffmpeg(), line, plan.source(), plan.workingFolder(), timeLimit);
    }

    @Override
    public ChildResult window(ChunkPlan plan, Duration timeLimit) {
        List<String> line = part(plan, QUIET);
        line.addAll(List.of("-map", "[web]"));
        line.addAll(ProgramEngine.pictureEncoder());
        line.addAll(mp4(WINDOW_WEB));
        line.addAll(List.of("-map", "[frames]", "-fps_mode:v", "vfr", "-c:v", "ffv1"));
        line.addAll(List.of("-f", "nut", "file:" + WINDOW_FRAMES));
        return runner.run(program.ffmpeg(), line, plan.source(), plan.workingFolder(), timeLimit);
    }

    /** Returns the options that read a part. Times are those of the file, by which the graph cuts. */
    private List<String> part(ChunkPlan plan, List<String> start) {
        List<String> line = new ArrayList<>(start);
        line.addAll(ProgramRunner.guards(limits, plan.demuxer()));
        line.add("-copyts");
        if (plan.seekSeconds() > 0) {
            // the frames from the key frame on are all wanted
            line.addAll(List.of("-noaccurate_seek", "-ss", seconds(plan.seekSeconds())));
        }
        line.addAll(List.of("-t", Long.toString(limits.maxSeconds())));
        plan.decoder().ifPresent(decoder -> line.addAll(List.of("-c:" + plan.video(), decoder)));
        line.addAll(List.of("-i", ProgramRunner.input(plan.source()), "-filter_complex", plan.graph()));
        return line;
    }

    @Override
    public ChildResult sound(TranscodePlan plan, Duration timeLimit) {
        TranscodePlan.Sound sound = plan.audio().orElseThrow();
        List<String> line = new ArrayList<>(START);
        line.addAll(ProgramRunner.guards(limits, plan.demuxer()));
        line.addAll(List.of("-t", Long.toString(limits.maxSeconds()), "-i", ProgramRunner.input(plan.source())));
        line.addAll(List.of("-map", "0:" + sound.index()));
        line.addAll(ProgramEngine.soundEncoder(sound));
        line.addAll(mp4(SOUND));
        return runner.run(program.ffmpeg(), line, plan.source(), plan.workingFolder(), timeLimit);
    }

    @Override
    public ChildResult join(Join join, Duration timeLimit) {
        write(join);
        String mp4 = ContainerFormat.MP4.demuxer();
        List<String> line = new ArrayList<>(QUIET);
        line.add("-copyts");
        line.addAll(List.of("-protocol_whitelist", "file", "-format_whitelist", "concat," + mp4));
        line.addAll(List.of("-itsoffset", seconds(join.delaySeconds())));
        line.addAll(List.of("-f", "concat", "-safe", "0", "-auto_convert", "0", "-i", "file:" + LIST));
        if (join.sound()) {
            line.addAll(ProgramRunner.guards(limits, mp4));
            line.addAll(List.of("-i", "file:" + SOUND));
        }
        line.addAll(List.of("-map", "0:v"));
        if (join.sound()) {
            line.addAll(List.of("-map", "1:a"));
        }
        line.addAll(List.of("-c", "copy", "-movflags", "+faststart"));
        line.addAll(mp4(TranscodePlan.WEB));
        return runner.run(program.ffmpeg(), line, join.chunks().get(0), join.workingFolder(), timeLimit);
    }

    private static void write(Join join) {
        StringBuilder list = new StringBuilder("ffconcat version 1.0\n");
        for (int chunk = 0; chunk < join.chunks().size(); chunk++) {
            String file = join.chunks().get(chunk).toAbsolutePath().toString();
            list.append("file 'file:").append(file.replace("'", "'\\''")).append("'\n");
            list.append("duration ").append(join.micros().get(chunk)).append("us\n");
        }
        try {
            Files.write(join.workingFolder().resolve(LIST), list.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "The list of a clip's chunks cannot be written");
        }
    }

    @Override
    public ChildResult compare(Path web, double startSeconds, int frames, Path workingFolder, Duration timeLimit) {
        String mp4 = ContainerFormat.MP4.demuxer();
        List<String> line = new ArrayList<>(QUIET);
        line.addAll(ProgramRunner.guards(limits, "nut"));
        line.addAll(List.of("-i", "file:" + WINDOW_FRAMES));
        line.addAll(ProgramRunner.guards(limits, mp4));
        line.addAll(List.of("-i", "file:" + WINDOW_WEB));
        line.addAll(ProgramRunner.guards(limits, mp4));
        if (startSeconds > 0) {
            line.addAll(List.of("-seek_timestamp", "1", "-ss", seconds(startSeconds)));
        }
        line.addAll(List.of("-i", ProgramRunner.input(web)));
        String numbered = "settb=1/25,setpts=N";
        line.addAll(List.of(
                "-filter_complex",
                "[0:v]" + numbered + ",split=2[a][b];[1:v]" + numbered + "[one];[2:v]trim=end_frame=" + frames + ","
                        + numbered + "[cut];[a][one]ssim=stats_file=" + ONE_PIECE_SIMILARITY
                        + "[x];[b][cut]ssim=stats_file=" + CHUNKED_SIMILARITY + "[y]"));
        line.addAll(List.of("-map", "[x]", "-f", "null", "-", "-map", "[y]", "-f", "null", "-"));
        return runner.run(program.ffmpeg(), line, web, workingFolder, timeLimit);
    }

    private static List<String> mp4(String file) {
        List<String> line = new ArrayList<>(ProgramEngine.UNTAGGED);
        line.addAll(List.of("-f", "mp4", "file:" + file));
        return line;
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.6f", seconds);
    }
}
