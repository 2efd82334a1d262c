package io.runfolio.cli.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.workflow.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class IntakeOptionsTest {
    private static final Template POSTER = Template.parse(
            """
            {"id": "poster", "name": "Poster", "artifactClass": "visual", "artifactType": "poster", "version": "1",
             "intakeSchema": [
               {"name": "prompt", "type": "string", "required": true},
               {"name": "width", "type": "integer"},
               {"name": "bright", "type": "boolean"},
               {"name": "intent", "type": "object"}],
             "steps": [{"id": "draw", "name": "Draw", "kind": "image"}]}
            """);

    @TempDir
    Path folder;

    @Command(name = "test")
    private static final class Host {
        @Mixin
        private IntakeOptions options;
    }

    private static ObjectNode read(String... arguments) {
        Host host = new Host();
        new CommandLine(host).parseArgs(arguments);
        return host.options.read(Optional.of(POSTER), word -> "artifact-of-" + word);
    }

    @Test
    void values_have_the_type_of_their_field() {
        assertThat(read("--intake", "prompt=7", "--intake", "width=640", "--intake", "bright=true")
                        .toString())
                .isEqualTo("{\"prompt\":\"7\",\"width\":640,\"bright\":true}");
        assertThat(read("--intake", "width=wide").toString()).isEqualTo("{\"width\":\"wide\"}");
        assertThat(read("--intake", "prompt=a=b:=c").toString()).isEqualTo("{\"prompt\":\"a=b:=c\"}");
    }

    @Test
    void paths_and_json_reach_into_objects() {
        assertThat(read("--intake", "intent.prompt=a fox", "--intake", "intent.count:=3", "--intake", "other:=[1,{}]")
                        .toString())
                .isEqualTo("{\"intent\":{\"prompt\":\"a fox\",\"count\":3},\"other\":[1,{}]}");
    }

    @Test
    void options_replace_fields_of_the_file_and_artifacts_are_resolved() throws IOException {
        Path file = Files.writeString(folder.resolve("intake.json"), "{\"prompt\": \"old\", \"width\": 1}");
        assertThat(read("--intake-file", file.toString(), "--intake", "prompt=new", "--supply", "source=ab12")
                        .toString())
                .isEqualTo("{\"prompt\":\"new\",\"width\":1,\"source\":\"artifact-of-ab12\"}");
    }

    @Test
    void malformed_options_say_which_form_they_need() throws IOException {
        for (String field : new String[] {"prompt", "=x", ":=x", ".=x", "a..b=x", ".a=x"}) {
            assertThatThrownBy(() -> read("--intake", field))
                    .isInstanceOf(ParameterException.class)
                    .hasMessage("--intake " + field + " must have the form FIELD=VALUE");
        }
        assertThatThrownBy(() -> read("--intake", "width:=wide")).hasMessageContaining("use = for a text");
        Path list = Files.writeString(folder.resolve("list.json"), "[]");
        assertThatThrownBy(() -> read("--intake-file", list.toString()))
                .hasMessageContaining("must hold a JSON object");
        Path broken = Files.writeString(folder.resolve("broken.json"), "{");
        assertThatThrownBy(() -> read("--intake-file", broken.toString())).hasMessageContaining("is not JSON");
        assertThatThrownBy(() -> read("--intake-file", folder.resolve("none").toString()))
                .hasMessageContaining("does not exist");
    }
}
