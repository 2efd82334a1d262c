package io.runfolio.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.TestWorkspace;
import io.runfolio.cli.RunfolioCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusCommandIT {
    private static final Map<String, String> PICTURES = Map.of(
            "plain.png", "ready",
            "photo.jpg", "ready",
            "with space.png", "ready",
            "\"quoted\" & <b>bold.png", "ready",
            "it's.jpg", "ready",
            "two\nlines.png", "ready",
            "tab\there.png", "ready",
            "back\\slash.png", "ready",
            "100% #1?.png", "ready",
            "-dash.png", "ready");

    @TempDir
    Path folder;

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void every_file_has_a_state_whatever_it_holds_and_is_called() throws IOException {
        Path corpus = folder.resolve("corpus");
        Path into = folder.resolve("into");
        Map<String, String> expected = fill(corpus);

        int code = RunfolioCommand.execute("corpus", corpus.toString(), "--into", into.toString());

        assertThat(code).isZero();
        Map<String, String> states = new TreeMap<>();
        for (JsonNode row : json.readTree(into.resolve("corpus.json").toFile())) {
            states.put(row.get("file").asText(), row.get("state").asText());
            assertThat(row.get("seconds").isNumber()).isTrue();
            assertThat(row.get("state").asText().equals("ready"))
                    .isEqualTo(row.get("code").asText().isEmpty());
        }
        assertThat(states).isEqualTo(expected);
        List<String> table = Files.readAllLines(into.resolve("corpus.tsv"));
        assertThat(table).hasSize(expected.size() + 1).allSatisfy(line -> assertThat(line.split("\t", -1))
                .hasSize(6));
        assertThat(table).anySatisfy(line -> assertThat(line).startsWith("two\\nlines.png\timage/png\tready\t\t"));
        everyLinkOfTheSheetLeadsToAFile(into, Files.readString(into.resolve("corpus.html")));
    }

    @Test
    void a_second_round_does_only_what_is_new() throws IOException {
        TestWorkspace testWorkspace = new TestWorkspace(folder);
        testWorkspace.writePicture("a.png", 40, 30, 1);
        Path into = folder.resolve("into");
        String[] command = {"corpus", testWorkspace.media.toString(), "--into", into.toString(), "--json"};
        assertThat(RunfolioCommand.execute(command)).isZero();
        testWorkspace.writePicture("b.png", 40, 30, 2);

        assertThat(RunfolioCommand.execute(command)).isZero();

        assertThat(json.readTree(into.resolve("corpus.json").toFile())).hasSize(2);
        assertThat(Files.readAllLines(into.resolve("outputs/index.jsonl"))).hasSize(2);
    }

    private Map<String, String> fill(Path corpus) throws IOException {
        Map<String, String> expected = new TreeMap<>(PICTURES);
        TestWorkspace testWorkspace = new TestWorkspace(folder.resolve("workshop"));
        Path nested = Files.createDirectories(corpus.resolve("deep/er"));
        Path png = testWorkspace.writePicture("one.png", 120, 80, 3);
        Path jpg = testWorkspace.writePicture("one.jpg", 80, 120, 4);
        for (String name : PICTURES.keySet()) {
            Files.copy(name.endsWith("jpg") ? jpg : png, corpus.resolve(name));
        }
        Files.copy(png, nested.resolve("nested.png"));
        expected.put("deep/er/nested.png", "ready");
        Files.copy(png, corpus.resolve("wrong.jpg"));
        expected.put("wrong.jpg", "ready");
        Files.copy(jpg, corpus.resolve("nameless"));
        expected.put("nameless", "ready");
        Path emoji = emoji(corpus);
        Files.copy(png, emoji);
        expected.put(emoji.getFileName().toString(), "ready");

        byte[] bytes = Files.readAllBytes(png);
        write(corpus, expected, "empty.png", "unsupported");
        write(corpus, expected, "empty", "unsupported");
        write(corpus, expected, "notes.txt", "skipped", "just words".getBytes(StandardCharsets.UTF_8));
        write(corpus, expected, "readme", "skipped", "# more words\n".getBytes(StandardCharsets.UTF_8));
        write(corpus, expected, "data.json", "skipped", "{\"a\": 1}".getBytes(StandardCharsets.UTF_8));
        write(corpus, expected, "words.png", "unsupported", "no picture".getBytes(StandardCharsets.UTF_8));
        write(corpus, expected, "noise", "unsupported", new byte[] {1, 2, 3, 0, (byte) 200, 5, 0, 0});
        write(corpus, expected, "head only.png", "failed", Arrays.copyOf(bytes, 20));
        write(corpus, expected, "no pixels.png", "failed", Arrays.copyOf(bytes, 33));
        write(corpus, expected, ".hidden.png", "ready", bytes);
        Files.createDirectories(corpus.resolve(".git"));
        Files.copy(png, corpus.resolve(".git/kept apart.png"));
        Files.createSymbolicLink(corpus.resolve("link.png"), png);
        return expected;
    }

    /** Under a locale without UTF-8 Java cannot name such a file at all. */
    private static Path emoji(Path corpus) {
        try {
            return corpus.resolve("\ud83c\udf38 fleur \u00e9t\u00e9.png");
        } catch (java.nio.file.InvalidPathException e) {
            return corpus.resolve("fleur.png");
        }
    }

    private static void write(Path corpus, Map<String, String> expected, String name, String state, byte... bytes)
            throws IOException {
        Files.write(corpus.resolve(name), bytes);
        expected.put(name, state);
    }

    private static void everyLinkOfTheSheetLeadsToAFile(Path into, String page) {
        List<String> links = new ArrayList<>();
        var matcher =
                java.util.regex.Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page);
        while (matcher.find()) {
            links.add(matcher.group(1));
        }
        assertThat(links).hasSizeGreaterThan(60).allSatisfy(link -> assertThat(
                        into.resolve(java.net.URLDecoder.decode(link, StandardCharsets.UTF_8)))
                .isRegularFile());
        assertThat(page).doesNotContain("<b>bold", "<script", "http:", "https:").contains("&lt;b&gt;bold.png");
    }
}
