package io.runfolio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.TestWorkspace;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code runfolio share} and {@code runfolio sign}. */
class ShareCommandIT {
    @TempDir
    private Path folder;

    private TestWorkspace workspace;
    private List<String> ids;

    @BeforeEach
    void bundle() {
        workspace = new TestWorkspace(folder);
        workspace.writePicture("a.png", 64, 48, 1);
        workspace.writePicture("b.png", 64, 48, 2);
        workspace.drop("one.json", TestWorkspace.event("one", "succeeded", "a.png", "b.png"));
        assertThat(run("worker", "--drain").code()).isZero();
        ids = new ArrayList<>();
        run("search", "--json")
                .json()
                .get("items")
                .forEach(item -> ids.add(item.get("id").asText()));
    }

    private CommandResult run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(workspace.options());
        return CommandResult.runfolio(all.toArray(String[]::new));
    }

    @Test
    void a_link_is_printed_once_listed_shown_and_revoked() {
        CommandResult created = run("share", ids.get(0), "--expires", "2d", "--title", "For Ada");
        assertThat(created.code()).as(created.err()).isZero();
        assertThat(created.out().strip()).matches("http://127\\.0\\.0\\.1:8080/s/[A-Za-z0-9_-]{32}");
        assertThat(created.err()).contains("runfolio share revoke share-");

        CommandResult listed = run("share", "list");
        assertThat(listed.out())
                .contains("For Ada", "active")
                .doesNotContain(created.out().strip().substring(24));
        String id = run("share", "list", "--json").json().get(0).get("id").asText();
        assertThat(run("share", "show", id).out()).contains("For Ada", ids.get(0), "0 views, 0 downloads");

        assertThat(run("share", "revoke", id).out()).isEqualTo(id + " is revoked\n");
        assertThat(run("share", "list").out()).isEqualTo("No link is active.\n");
        assertThat(run("share", "list", "--all").out()).contains("revoked");
        CommandResult unknown = run("share", "revoke", "share-x");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("runfolio share list --all");
    }

    @Test
    void all_options_reach_the_link() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("correct horse\n".getBytes(StandardCharsets.UTF_8)));
        JsonNode link;
        try {
            link = run(
                            "share",
                            "create",
                            ids.get(0),
                            ids.get(1),
                            "--comparison",
                            "--password",
                            "--download",
                            "--show",
                            "size,prompt",
                            "--json",
                            "--set",
                            "runfolio.share.base-url=https://studio.example")
                    .json();
        } finally {
            System.setIn(before);
        }

        assertThat(link.get("url").asText()).startsWith("https://studio.example/s/");
        assertThat(link.get("kind").asText()).isEqualTo("comparison");
        assertThat(link.get("password").asBoolean()).isTrue();
        assertThat(link.get("download").asBoolean()).isTrue();
        assertThat(link.get("facts").toString()).isEqualTo("[\"size\",\"prompt\"]");
        assertThat(run("share", "revoke", "--all").code()).isZero();
        assertThat(run("share", "list", "--json").json()).isEmpty();
    }

    @Test
    void wrong_usage_is_one_line() {
        for (List<String> wrong : List.of(
                List.of("share"),
                List.of("share", ids.get(0), "--expires", "soon"),
                List.of("share", ids.get(0), "--expires", "100d"),
                List.of("share", ids.get(0), "--show", "path"),
                List.of("share", ids.get(0), "--comparison"),
                List.of("share", "revoke"),
                List.of("share", ids.get(0), "--set", "runfolio.share.enabled=false"),
                List.of("sign", ids.get(0)),
                List.of("sign", ids.get(0), "--view", "run.json"))) {
            CommandResult result = run(wrong.toArray(String[]::new));
            assertThat(result.code()).as("%s: %s", wrong, result.err()).isEqualTo(2);
            assertThat(result.err().strip().lines()).as(wrong.toString()).hasSize(1);
        }
        assertThat(run("share", "artifact-ffffffffffffffff").code()).isEqualTo(1);
    }

    @Test
    void a_url_is_signed_with_the_first_key() throws Exception {
        Path keys = folder.resolve("keys.txt");
        String key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        Files.writeString(keys, "new:" + key + "\nold:" + key.toLowerCase(java.util.Locale.ROOT) + "\n");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
        String setting = "runfolio.http.signing-keys-file=" + keys;

        CommandResult signed = run("sign", ids.get(0), "--view", "thumb", "--expires", "1h", "--set", setting);

        assertThat(signed.out().strip())
                .matches("http://127\\.0\\.0\\.1:8080/signed/" + ids.get(0)
                        + "/thumb\\?expires=\\d+&key=new&signature=[A-Za-z0-9_-]{43}");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
        CommandResult readable = run("sign", ids.get(0), "--set", setting);
        assertThat(readable.code()).isEqualTo(4);
        assertThat(readable.err()).contains("chmod 600").doesNotContain(key);
        CommandResult inline = run("sign", ids.get(0), "--json", "--set", "runfolio.http.signing-keys=e1:" + key);
        assertThat(inline.json().get("keyId").asText()).isEqualTo("e1");
        CommandResult both = run("sign", ids.get(0), "--set", setting, "--set", "runfolio.http.signing-keys=e1:" + key);
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).doesNotContain(key);
    }
}
