package io.runfolio.media.video.engine;

import io.runfolio.media.video.embedded.EmbeddedEngineMain;
import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Command line of the child JVM: this JVM's program, a minimal class path and a small heap. */
final class ChildJvm {
    private ChildJvm() {}

    static Path java() {
        Path bin = Path.of(System.getProperty("java.home"), "bin");
        Path windows = bin.resolve("java.exe");
        return Files.exists(windows) ? windows : bin.resolve("java");
    }

    /** Returns the arguments up to and including the main class. */
    static List<String> arguments() {
        return List.of(
                "-Xmx256m",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:CompressedClassSpaceSize=64m",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:-CreateCoredumpOnCrash",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-Dorg.bytedeco.javacpp.cachedir=" + NativeCache.folder(),
                "-cp",
                classPath(),
                EmbeddedEngineMain.class.getName());
    }

    private static String classPath() {
        Set<String> jars = new LinkedHashSet<>();
        try {
            CodeSource own = EmbeddedEngineMain.class.getProtectionDomain().getCodeSource();
            jars.add(Path.of(own.getLocation().toURI()).toString());
            ClassLoader loader = EmbeddedEngineMain.class.getClassLoader();
            // both the jar of the classes and the jar of the natives contain the artifact's descriptor
            for (String artifact : List.of("javacpp", "javacv", "ffmpeg")) {
                String descriptor = "META-INF/maven/org.bytedeco/" + artifact + "/pom.properties";
                for (URL url : Collections.list(loader.getResources(descriptor))) {
                    if (url.openConnection() instanceof JarURLConnection jar) {
                        jars.add(Path.of(jar.getJarFileURL().toURI()).toString());
                    }
                }
            }
        } catch (IOException | URISyntaxException e) {
            jars.clear();
        }
        return jars.size() >= 6 ? String.join(File.pathSeparator, jars) : whole();
    }

    /** Returns this JVM's whole class path, for packagings without separate jars. */
    private static String whole() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
