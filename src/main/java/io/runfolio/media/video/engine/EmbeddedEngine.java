package io.runfolio.media.video.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.files.StorageException;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.media.child.ChildCommand;
import io.runfolio.media.child.ChildNotStartedException;
import io.runfolio.media.child.ChildResult;
import io.runfolio.media.child.ChildRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Engine that runs the bundled FFmpeg libraries in a child JVM. Needs no installed program. */
final class EmbeddedEngine implements VideoEngine {
    private static final int MAX_REPORT_BYTES = 16 << 20;
    private static final int MAX_LOG_BYTES = 1 << 16;
    private static final Duration START_LIMIT = Duration.ofMinutes(2); // the first start unpacks 90 MB
    /** Address space that the JVM reserves in addition to FFmpeg. */
    private static final long JVM_BYTES = 3L << 30;

    private final ChildRunner runner;
    private final DecodeLimits limits;
    private final List<String> start;
    private final String version;
    private final String configuration;

    private EmbeddedEngine(
            ChildRunner runner, DecodeLimits limits, List<String> start, String version, String configuration) {
        this.runner = runner;
        this.limits = limits;
        this.start = start;
        this.version = version;
        this.configuration = configuration;
    }

    /** Starts the child once; empty if the bundled libraries do not load here. */
    static Optional<VideoEngine> detect(ChildRunner runner, DecodeLimits limits) {
        Optional<List<String>> start = start();
        return start.flatMap(line -> ask(runner, line, "version"))
                .filter(answer -> answer.path("configuration").asText().contains("--enable-libx264"))
                .map(answer -> new EmbeddedEngine(
                        runner,
                        limits,
                        start.orElseThrow(),
                        answer.path("version").asText(),
                        answer.path("configuration").asText()));
    }

    /** Unpacks the bundled ffmpeg program without starting it; empty if that fails. */
    static Optional<Path> bundledProgram(ChildRunner runner) {
        return start().flatMap(line -> ask(runner, line, "programs"))
                .map(answer -> Path.of(answer.path("ffmpeg").asText()));
    }

    /** Returns the command line of the child; empty if there is no folder for the libraries. */
    private static Optional<List<String>> start() {
        try {
            return Optional.of(ChildJvm.arguments());
        } catch (StorageException e) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> ask(ChildRunner runner, List<String> start, String task) {
        List<String> line = new ArrayList<>(start);
        line.add(task);
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            ChildResult result = runner.run(
                    new ChildCommand(ChildJvm.java(), line, folder, START_LIMIT, MAX_REPORT_BYTES, 1 << 12, 0, 0));
            EnvironmentFaults.checkFirstStart(ChildJvm.java(), result);
            return result.succeeded()
                    ? Optional.ofNullable(
                            JsonMappers.builder(JsonLimits.DOCUMENT).build().readTree(result.output()))
                    : Optional.empty();
        } catch (ChildNotStartedException e) {
            EnvironmentFaults.rethrowShortage(e);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public String describe() {
        return "ffmpeg " + version + " (embedded)";
    }

    @Override
    public boolean has(String library) {
        return configuration.contains("--enable-" + library);
    }

    @Override
    public ChildResult probe(Path source, String demuxer, Path workingFolder, Duration timeLimit) {
        List<String> line = new ArrayList<>(List.of("probe"));
        line.addAll(guards(limits, source, demuxer));
        return run(line, source, workingFolder, timeLimit);
    }

    @Override
    public ChildResult packets(Path source, String demuxer, Path workingFolder, Duration timeLimit) {
        List<String> line = new ArrayList<>(List.of("packets"));
        line.addAll(guards(limits, source, demuxer));
        return run(line, source, workingFolder, timeLimit);
    }

    @Override
    public ChildResult still(StillRequest order, Duration timeLimit) {
        List<String> line = new ArrayList<>(List.of("still"));
        line.addAll(guards(limits.forStills(), order.source(), order.demuxer()));
        line.add("still=" + order.png().getFileName());
        line.add("fullRange=" + order.fullRange());
        order.item().ifPresent(found -> {
            line.add("geometry=" + StillFilterGraph.of(found));
            found.alpha().ifPresent(id -> line.add("alpha=" + id));
            line.add("items=true");
        });
        return run(line, order.source(), order.png().getParent(), timeLimit);
    }

    @Override
    public ChildResult transcode(TranscodePlan plan, Duration timeLimit) {
        List<String> line = new ArrayList<>(List.of("transcode"));
        line.addAll(guards(limits, plan.source(), plan.demuxer()));
        line.add("video=" + plan.video());
        plan.decoder().ifPresent(decoder -> line.add("decoder=" + decoder));
        plan.audio().ifPresent(sound -> {
            line.add("audio=" + sound.index());
            line.add("downmix=" + sound.downmix());
        });
        line.add("graph=" + plan.graph());
        line.add("copy=" + plan.copy());
        line.add("everyFrame=" + plan.everyFrame());
        line.add("posterFrames=" + plan.posterFrames());
        line.add("web=" + TranscodePlan.WEB);
        line.add("poster=" + TranscodePlan.POSTER);
        plan.storyboard().ifPresent(board -> {
            line.add("storyboard=" + TranscodePlan.STORYBOARD);
            line.add("storyboardFrames=" + board.frames());
            board.graph().ifPresent(graph -> line.add("storyboardGraph=" + graph));
        });
        line.add("preset=" + TranscodePlan.PRESET);
        line.add("crf=" + TranscodePlan.CRF);
        line.add("audioBitRate=" + TranscodePlan.AUDIO_BIT_RATE);
        return run(line, plan.source(), plan.workingFolder(), timeLimit);
    }

    @Override
    public ChildResult sound(SoundRequest order, Duration timeLimit) {
        List<String> line = new ArrayList<>(List.of("sound"));
        line.addAll(guards(limits, order.source(), order.demuxer()));
        line.add("audio=" + order.audio());
        line.add("pcm=" + SoundRequest.PCM);
        line.add("sampleRate=" + SoundRequest.SAMPLE_RATE);
        order.cover().ifPresent(track -> {
            line.add("cover=" + track);
            line.add("coverFile=" + SoundRequest.COVER);
        });
        return run(line, order.source(), order.workingFolder(), timeLimit);
    }

    private static List<String> guards(DecodeLimits limits, Path source, String demuxer) {
        return List.of(
                "source=" + source.toAbsolutePath(),
                "demuxer=" + demuxer,
                "maxStreams=" + limits.maxStreams(),
                "maxPixels=" + limits.maxPixels(),
                "maxBlock=" + limits.maxBlockBytes(),
                "maxSeconds=" + limits.maxSeconds());
    }

    private ChildResult run(List<String> task, Path source, Path workingFolder, Duration timeLimit) {
        List<String> line = new ArrayList<>(start);
        line.addAll(task);
        ChildCommand command = new ChildCommand(
                ChildJvm.java(),
                line,
                workingFolder,
                timeLimit,
                MAX_REPORT_BYTES,
                MAX_LOG_BYTES,
                limits.maxMemoryBytes() + JVM_BYTES,
                limits.maxFileBytes());
        return EnvironmentFaults.check(command, source, runner.run(command));
    }
}
