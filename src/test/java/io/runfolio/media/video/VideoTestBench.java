package io.runfolio.media.video;

import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaResult;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.media.video.engine.VideoEngineSelector;
import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.settings.MediaSettings;
import io.runfolio.settings.VideoSettings;
import io.runfolio.settings.VideoSettings.Engine;
import io.runfolio.settings.VideoSettings.WebPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Folders for one test's clips and derivatives, laid out like a bundle, and a processor on one engine. */
final class VideoTestBench {
    final Path sources;
    final Path bundle;
    final MediaSettings settings;
    final VideoProcessor processor;

    /** Engines with the default settings are found once for all tests. */
    private static final Map<Engine, VideoEngineSelector> ENGINES = new ConcurrentHashMap<>();

    VideoTestBench(Path folder, Engine engine, WebPolicy policy) throws IOException {
        this(
                folder,
                settings(engine, Optional.empty(), policy),
                ENGINES.computeIfAbsent(
                        engine,
                        key -> VideoEngineSelector.create(
                                settings(key, Optional.empty(), policy), new ProcessChildRunner())));
    }

    VideoTestBench(Path folder, MediaSettings settings) throws IOException {
        this(folder, settings, VideoEngineSelector.create(settings, new ProcessChildRunner()));
    }

    private VideoTestBench(Path folder, MediaSettings settings, VideoEngineSelector engines) throws IOException {
        this.settings = settings;
        this.sources = Files.createDirectory(folder.resolve("sources"));
        this.bundle = folder.resolve("bundle");
        for (String name : List.of("web", "thumb", "logs")) {
            Files.createDirectories(bundle.resolve(name));
        }
        this.processor = new VideoProcessor(engines, settings);
    }

    static MediaSettings settings(Engine engine, Optional<Path> program, WebPolicy policy) {
        return settings(engine, program, policy, true);
    }

    static MediaSettings withoutStoryboard(Engine engine, Optional<Path> program, WebPolicy policy) {
        return settings(engine, program, policy, false);
    }

    private static MediaSettings settings(Engine engine, Optional<Path> program, WebPolicy policy, boolean storyboard) {
        VideoSettings video = MediaSettings.defaults().video();
        return with(new VideoSettings(
                engine,
                program,
                video.timeLimit(),
                video.maxSeconds(),
                video.maxMegapixels(),
                video.maxMemoryBytes(),
                policy,
                video.maxWebBitRate(),
                storyboard,
                60,
                true));
    }

    static MediaSettings with(VideoSettings video) {
        MediaSettings defaults = MediaSettings.defaults();
        return new MediaSettings(defaults.maxBytes(), defaults.image(), video);
    }

    MediaResult derive(Path source) {
        return processor.derive(job(source));
    }

    MediaResult inspect(Path source) {
        return processor.inspect(job(source));
    }

    MediaJob job(Path source) {
        return job(source, DerivativeSettings.defaults());
    }

    MediaJob job(Path source, DerivativeSettings wanted) {
        DerivativeTargets targets = new DerivativeTargets(
                bundle.resolve("web/output_01"),
                bundle.resolve("thumb/output_01"),
                bundle.resolve("thumb/output_01_poster"),
                bundle.resolve("logs/output_01.ffmpeg.log"));
        return new MediaJob(source, AssetKind.VIDEO, String.valueOf(source.getFileName()), targets, wanted);
    }

    /** Returns all files in the bundle's folders except the log. */
    List<String> written() throws IOException {
        try (Stream<Path> walk = Files.walk(bundle)) {
            return walk.filter(path -> path.getNameCount() - bundle.getNameCount() > 1)
                    .map(path -> bundle.relativize(path).toString().replace('\\', '/'))
                    .filter(name -> !name.startsWith("logs/"))
                    .sorted()
                    .toList();
        }
    }
}
