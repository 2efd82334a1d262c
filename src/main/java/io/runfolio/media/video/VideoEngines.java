package io.runfolio.media.video;

import io.runfolio.media.WorkDeadline;
import io.runfolio.media.child.ChildRunner;
import io.runfolio.settings.MediaSettings;
import io.runfolio.settings.VideoSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Finds the engine that works on clips, once, when it is first asked for. Safe for use by several threads. */
public final class VideoEngines {
    private final VideoSettings settings;
    private final Duration stillLimit;
    private final DecodeLimits limits;
    private final ChildRunner runner;
    private Optional<VideoEngine> found = Optional.empty();
    private Optional<VideoEngine> libraries = Optional.empty();

    private VideoEngines(MediaSettings settings, ChildRunner runner) {
        this.settings = settings.video();
        this.stillLimit = settings.image().timeLimit();
        this.limits = DecodeLimits.of(settings);
        this.runner = runner;
    }

    /** Returns a chooser after the settings; nothing is started yet. */
    public static VideoEngines select(MediaSettings settings, ChildRunner runner) {
        return new VideoEngines(settings, runner);
    }

    /** Returns whether there is an engine. The first call may start programs, which takes a fraction of a second. */
    public boolean available() {
        return engine().isPresent();
    }

    /** Returns the engine's name and version, such as {@code ffmpeg 5.1.9 (program)}, or what to do if there is none. */
    public String describe() {
        return engine().map(VideoEngine::describe)
                .orElse(
                        "no ffmpeg program of version 5.1 or newer with libx264 starts, and the bundled libraries do not"
                                + " load; install ffmpeg, or set runfolio.video.program");
    }

    /** Returns the engine; one that was found stays, but the lack of one is looked into again at the next call. */
    synchronized Optional<VideoEngine> engine() {
        if (found.isEmpty()) {
            found = switch (settings.engine()) {
                case PROGRAM -> program().or(this::bundledProgram);
                case EMBEDDED -> libraries();
                case AUTO -> program().or(this::embedded);
            };
        }
        return found;
    }

    /** Returns the engines that may decode a picture, the best one first: the bundled FFmpeg is new enough to turn AVIF and HEIC upright and to join their tiles. */
    Stream<VideoEngine> forStills(boolean tiled) {
        Supplier<Optional<VideoEngine>> chosen = this::engine;
        Supplier<Optional<VideoEngine>> bundled = this::libraries;
        return (tiled ? Stream.of(bundled, chosen) : Stream.of(chosen, bundled))
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .distinct();
    }

    /** Returns the programs for formats that FFmpeg is not asked for first. */
    StillPrograms stillPrograms() {
        return new StillPrograms(runner, limits.forStills());
    }

    /** Returns how long the decoding of a picture may take. */
    Duration stillLimit() {
        return WorkDeadline.left(stillLimit);
    }

    private Optional<VideoEngine> program() {
        return settings.program().or(() -> Programs.onPath("ffmpeg")).flatMap(this::started);
    }

    private Optional<VideoEngine> bundledProgram() {
        return settings.program().isPresent()
                ? Optional.empty() // what was asked for by name is not silently replaced
                : EmbeddedEngine.bundledProgram(runner).flatMap(this::started);
    }

    /** The bundled program and the bundled libraries are one FFmpeg; the program spares a JVM for each clip. */
    private Optional<VideoEngine> embedded() {
        return bundledProgram().or(this::libraries);
    }

    private synchronized Optional<VideoEngine> libraries() {
        if (libraries.isEmpty()) {
            libraries = EmbeddedEngine.tryOut(runner, limits);
        }
        return libraries;
    }

    private Optional<VideoEngine> started(Path ffmpeg) {
        return Program.tryOut(ffmpeg, runner)
                .map(program -> new ProgramEngine(program, runner, limits, this::libraries));
    }
}
