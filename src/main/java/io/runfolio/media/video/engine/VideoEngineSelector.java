package io.runfolio.media.video.engine;

import io.runfolio.media.WorkDeadline;
import io.runfolio.media.child.ChildRunner;
import io.runfolio.media.child.ExecutableFinder;
import io.runfolio.settings.MediaSettings;
import io.runfolio.settings.VideoSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Selects the engine for clips at the first use, by the settings. Thread-safe. */
public final class VideoEngineSelector {
    private final VideoSettings settings;
    private final Duration stillLimit;
    private final DecodeLimits limits;
    private final ChildRunner runner;
    private Optional<VideoEngine> found = Optional.empty();
    private Optional<VideoEngine> libraries = Optional.empty();

    private VideoEngineSelector(MediaSettings settings, ChildRunner runner) {
        this.settings = settings.video();
        this.stillLimit = settings.image().timeLimit();
        this.limits = DecodeLimits.of(settings);
        this.runner = runner;
    }

    /** Returns a selector; no program is started yet. */
    public static VideoEngineSelector create(MediaSettings settings, ChildRunner runner) {
        return new VideoEngineSelector(settings, runner);
    }

    /** Returns whether there is an engine. The first call may start programs, for a fraction of a second. */
    public boolean isAvailable() {
        return engine().isPresent();
    }

    /** Returns the engine's name and version, or what to do if absent. */
    public String describe() {
        return engine().map(VideoEngine::describe)
                .orElse("no ffmpeg program of version 5.1 or newer with libx264 starts, and the bundled "
                        + "libraries do not"
                        + " load; install ffmpeg, or set runfolio.video.program");
    }

    /** Returns the engine. A found engine is kept; otherwise the next call searches again. */
    public synchronized Optional<VideoEngine> engine() {
        if (found.isEmpty()) {
            found = switch (settings.engine()) {
                case PROGRAM -> program().or(this::bundledProgram);
                case EMBEDDED -> libraries();
                case AUTO -> program().or(this::embedded);
            };
        }
        return found;
    }

    /**
     * Returns the engines for still pictures, best first.
     *
     * <p>For AVIF and HEIC the bundled FFmpeg comes first: it rotates them and joins their tiles.
     */
    public Stream<VideoEngine> forStills(boolean tiled) {
        Supplier<Optional<VideoEngine>> chosen = this::engine;
        Supplier<Optional<VideoEngine>> bundled = this::libraries;
        return (tiled ? Stream.of(bundled, chosen) : Stream.of(chosen, bundled))
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .distinct();
    }

    /** Returns the programs for formats that are tried before FFmpeg. */
    public StillPrograms stillPrograms() {
        return new StillPrograms(runner, limits.forStills());
    }

    /** Returns the time limit for decoding a picture. */
    public Duration stillLimit() {
        return WorkDeadline.remaining(stillLimit);
    }

    private Optional<VideoEngine> program() {
        return settings.program()
                .or(() -> ExecutableFinder.findOnPath("ffmpeg"))
                .flatMap(this::started);
    }

    private Optional<VideoEngine> bundledProgram() {
        return settings.program().isPresent()
                ? Optional.empty() // a configured program is not replaced silently
                : EmbeddedEngine.bundledProgram(runner).flatMap(this::started);
    }

    /** Prefers the bundled program, which saves a JVM per clip; both are the same FFmpeg. */
    private Optional<VideoEngine> embedded() {
        return bundledProgram().or(this::libraries);
    }

    private synchronized Optional<VideoEngine> libraries() {
        if (libraries.isEmpty()) {
            libraries = EmbeddedEngine.detect(runner, limits);
        }
        return libraries;
    }

    private Optional<VideoEngine> started(Path ffmpeg) {
        return FfmpegProgram.detect(ffmpeg, runner)
                .map(ffmpegProgram -> new ProgramEngine(ffmpegProgram, runner, limits, this::libraries));
    }
}
