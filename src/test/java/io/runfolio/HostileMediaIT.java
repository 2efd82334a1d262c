package io.runfolio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Media that mean harm, and programs that do not end, in a real worker process. */
class HostileMediaIT {
    private static final String CANARY = "canary-5d0e71";

    @TempDir
    Path folder;

    @Test
    void playlists_under_any_name_are_kept_and_never_followed() throws Exception {
        TestWorkspace testWorkspace = new TestWorkspace(Files.createDirectory(folder.resolve("home")));
        Path text = Files.writeString(folder.resolve("canary.txt"), CANARY.repeat(100));
        Path picture = testWorkspace.writePicture("red.png", 64, 64, 3);
        Path hidden = Files.move(picture, folder.resolve("hidden.png"));
        int number = 0;
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, String> list : playlists(text, hidden).entrySet()) {
            for (String suffix : List.of("mp4", "png", "avif", list.getKey())) {
                String name = list.getKey() + number++ + "." + suffix;
                Files.writeString(testWorkspace.media.resolve(name), list.getValue());
                names.add(name);
            }
        }
        testWorkspace.drop("a.json", TestWorkspace.event("k", "succeeded", names.toArray(String[]::new)));

        assertThat(WorkerProcess.start(testWorkspace, "worker", "--drain").waitFor())
                .isZero();

        assertThat(testWorkspace.bundles()).singleElement().satisfies(bundle -> {
            JsonNode outputs = TestWorkspace.json(bundle.resolve("run.json")).get("outputs");
            assertThat(outputs).hasSize(names.size()).allSatisfy(output -> {
                if (output.at("/metadata/runfolio/state").asText().equals("ready")) {
                    assertDrawnWithoutItsReferences(bundle, output);
                } else {
                    assertThat(output.at("/metadata/runfolio/state").asText()).isIn("unsupported", "failed");
                    assertThat(output.get("derivatives")).isEmpty();
                }
            });
        });
        assertNoFileHolds(testWorkspace.root, CANARY);
        assertThat(testWorkspace.verify().findings()).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_worker_that_is_killed_takes_its_ffmpeg_and_all_that_started_with_it() throws Exception {
        assumeThat(Path.of("/usr/bin/setpriv")).exists();
        TestWorkspace testWorkspace = new TestWorkspace(Files.createDirectory(folder.resolve("home")));
        try (var in = HostileMediaIT.class.getResourceAsStream("/clips/scene-with-tone.mp4")) {
            Files.copy(in, testWorkspace.media.resolve("clip.mp4"));
        }
        Path pids = folder.resolve("pids");
        script("ffprobe", "cat <<'END'\n" + PROBED + "\nEND");
        Path ffmpeg = script("ffmpeg", "trap '' TERM\necho $$ >> '" + pids + "'\nexec sleep 300");
        testWorkspace.drop("a.json", TestWorkspace.event("k", "succeeded", "clip.mp4"));
        WorkerProcess worker = WorkerProcess.start(
                testWorkspace,
                "worker",
                "--set",
                "runfolio.video.engine=program",
                "--set",
                "runfolio.video.program=" + ffmpeg);
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(pids) && Files.size(pids) > 0);
        List<Long> children =
                Files.readAllLines(pids).stream().map(Long::parseLong).toList();
        assertThat(children).allMatch(HostileMediaIT::lives);

        worker.kill();

        await().atMost(Duration.ofMinutes(1)).until(() -> children.stream().noneMatch(HostileMediaIT::lives));
        assertThat(testWorkspace.bundles()).isEmpty();
    }

    /** Checks an SVG that only shows other files. It is rendered where rsvg-convert is installed. */
    private static void assertDrawnWithoutItsReferences(Path bundle, JsonNode output) throws IOException {
        assertThat(output.get("original_filename").asText()).startsWith("svg");
        BufferedImage web =
                ImageIO.read(bundle.resolve(output.get("web_path").asText()).toFile());
        for (int at = 0; at < web.getWidth() * web.getHeight(); at++) {
            assertThat(web.getRGB(at % web.getWidth(), at / web.getWidth()) >>> 24)
                    .isZero();
        }
    }

    private static final String PROBED =
            """
            {"streams":[{"index":0,"codec_type":"video","codec_name":"mpeg4","width":64,"height":64,"pix_fmt":"yuv420p",
             "avg_frame_rate":"25/1","duration":"1.0"}],"format":{"duration":"1.0","bit_rate":"1000"}}""";

    private static Map<String, String> playlists(Path text, Path picture) {
        Map<String, String> lists = new LinkedHashMap<>();
        lists.put(
                "m3u8",
                "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://" + text + "\n#EXTINF:1,\n" + picture
                        + "\n#EXT-X-ENDLIST\n");
        lists.put("ffconcat", "ffconcat version 1.0\nfile '" + picture + "'\nfile '" + text + "'\n");
        lists.put(
                "mpd",
                "<?xml version=\"1.0\"?><MPD><Period><AdaptationSet><Representation><BaseURL>file://" + text
                        + "</BaseURL></Representation></AdaptationSet></Period></MPD>");
        lists.put(
                "sdp",
                "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\na=control:file://" + text
                        + "\nm=video 9 RTP/AVP 96\n");
        lists.put(
                "xspf",
                "<?xml version=\"1.0\"?><playlist><trackList><track><location>file://" + text
                        + "</location></track></trackList></playlist>");
        lists.put(
                "svg",
                "<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY x SYSTEM \"file://" + text
                        + "\">]><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"64\" height=\"64\">"
                        + "<text y=\"9\">&x;</text>"
                        + "<image href=\"file://" + picture + "\" width=\"64\" height=\"64\"/></svg>");
        return lists;
    }

    private Path script(String name, String body) throws IOException {
        Path script = folder.resolve(name);
        Files.writeString(
                script,
                "#!/bin/sh\n[ \"$1\" = -version ] && echo '" + name
                        + " version 8.0-fake Copyright' && echo 'configuration: --enable-libx264' && exit 0\n" + body
                        + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static boolean lives(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    private static void assertNoFileHolds(Path root, String text) {
        LiveFiles.read(root).forEach((file, bytes) -> assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                .as(file.toString())
                .doesNotContain(text));
    }
}
