package io.runfolio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.TestWorkspace;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are made from files on the command line. */
class AddCommandIT {
    private static final String PARAMETERS = "a lighthouse at dawn\nNegative prompt: blur\n"
            + "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 4711, Size: 64x48, Model: painter_v2";

    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    private TestWorkspace testWorkspace;

    @BeforeEach
    void create() {
        testWorkspace = new TestWorkspace(folder);
    }

    private CommandResult run(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of(
                "--inbox",
                testWorkspace.inbox.toString(),
                "--outputs",
                testWorkspace.outputs.toString(),
                "--set",
                "runfolio.source-roots=" + testWorkspace.media,
                "--set",
                "runfolio.min-free=1MiB"));
        return CommandResult.runfolio(all.toArray(String[]::new));
    }

    /** Returns a PNG with a text chunk after its header. */
    private static byte[] withText(byte[] png, String text) throws IOException {
        byte[] content = ("parameters\0" + text).getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        int header = 8 + 25;
        out.write(png, 0, header);
        out.writeInt(content.length);
        byte[] type = "tEXt".getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(type);
        crc.update(content);
        out.write(type);
        out.write(content);
        out.writeInt((int) crc.getValue());
        out.write(png, header, png.length - header);
        return bytes.toByteArray();
    }

    private JsonNode bundled() throws IOException {
        assertThat(run("worker", "--drain").code()).isZero();
        assertThat(testWorkspace.bundles()).hasSize(1);
        return new ObjectMapper()
                .readTree(testWorkspace.bundles().get(0).resolve("run.json").toFile());
    }

    @Test
    void any_files_become_a_run_with_the_words_that_are_embedded_in_them() throws IOException {
        byte[] picture = Files.readAllBytes(testWorkspace.writePicture("plain.png", 64, 48, 1));
        Path outside = Files.write(elsewhere.resolve("fox one.png"), withText(picture, PARAMETERS));
        Path inside = testWorkspace.writePicture("input.png", 32, 32, 2);

        CommandResult dry = run("add", outside.toString(), "--input", inside.toString(), "--tag", "a,b", "--dry-run");
        assertThat(dry.code()).as(dry.err()).isZero();
        assertThat(dry.json().at("/prompts/raw").asText()).isEqualTo("a lighthouse at dawn");
        assertThat(dry.json().at("/outputs/0/source_path").asText()).startsWith("upload:");
        assertThat(dry.json().at("/inputs/0/source_path").asText())
                .isEqualTo(inside.toRealPath().toString());
        assertThat(testWorkspace.outputs).doesNotExist();

        CommandResult added = run(
                "add",
                outside.toString(),
                "--input",
                inside.toString(),
                "--tag",
                "a,b",
                "--project",
                "coast",
                "--seed",
                "5");
        assertThat(added.code()).as(added.err()).isZero();
        assertThat(Path.of(added.out().strip())).exists();
        assertThat(run("status", "--json").json().at("/uploads/count").asInt()).isEqualTo(1);
        assertThat(run("status").out()).contains("files uploaded").contains("of 8,192 MiB");
        Files.delete(outside); // it was copied, so it is not needed any more

        JsonNode run = bundled();
        assertThat(run.get("model_key").asText()).isEqualTo("painter_v2");
        assertThat(run.at("/options/seed").asLong()).isEqualTo(5);
        assertThat(run.at("/options/steps").asInt()).isEqualTo(20);
        assertThat(run.at("/source_context/project_name").asText()).isEqualTo("coast");
        assertThat(run.at("/tags/1").asText()).isEqualTo("b");
        assertThat(run.at("/outputs/0/original_filename").asText()).isEqualTo("fox one.png");
        assertThat(testWorkspace.bundles().get(0).resolve("original/output_01.png"))
                .binaryContent()
                .isEqualTo(withText(picture, PARAMETERS));
        assertThat(testWorkspace.outputs.resolve(".runfolio/uploads").toFile().list())
                .isEmpty();
    }

    @Test
    void the_completion_of_a_shell_knows_the_options_of_a_command() throws Exception {
        Path script = Files.writeString(
                folder.resolve("completion"),
                CommandResult.runfolio("generate-completion").out());
        String complete = "source " + script + "; COMP_WORDS=(runfolio add --dr); COMP_CWORD=2;"
                + " _complete_runfolio; printf '%s ' \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("bash", "-c", complete)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("--dry-run");
    }

    @Test
    void files_that_were_added_before_are_recognized_and_faults_name_the_file() throws IOException {
        Path picture = testWorkspace.writePicture("one.png", 64, 48, 1);
        assertThat(run("add", picture.toString(), "--prompt", "a fox").code()).isZero();
        assertThat(run("add", picture.toString(), "--prompt", "a fox").out()).contains("added before, and waiting");
        assertThat(bundled().at("/prompts/raw").asText()).isEqualTo("a fox");
        CommandResult again = run("add", picture.toString(), "--prompt", "a fox");
        assertThat(again.out())
                .contains("added before, as "
                        + testWorkspace.bundles().get(0).getFileName().toString());
        assertThat(testWorkspace.events("")).isEmpty();

        CommandResult missing = run("add", folder.resolve("none.png").toString());
        assertThat(missing.code()).isEqualTo(3);
        assertThat(missing.err()).contains("there is no file ").contains("none.png");
        CommandResult directory = run("add", testWorkspace.media.toString());
        assertThat(directory.code()).isEqualTo(3);
        assertThat(directory.err()).contains("is a folder: name the files in it");
        Path large = Files.write(elsewhere.resolve("large.bin"), new byte[2000]);
        CommandResult refused = run("add", large.toString(), "--set", "runfolio.upload.max-bytes=1000");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("runfolio.upload.max-bytes");
        assertThat(testWorkspace.outputs.resolve(".runfolio/uploads").toFile().list())
                .isEmpty();
    }
}
