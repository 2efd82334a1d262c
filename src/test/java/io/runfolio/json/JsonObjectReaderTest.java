package io.runfolio.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonObjectReaderTest {
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.DOCUMENT).build();

    private final GatheredFieldErrors errors = new GatheredFieldErrors();

    @Test
    void values_of_the_expected_types_are_read_without_an_error() {
        JsonObjectReader reader = read("{'text':'x','flag':true,'whole':3.0,'int':7,'list':['a'],'object':{'n':1}}");

        assertThat(reader.requiredText("text", TextForm.NOT_BLANK)).isEqualTo("x");
        assertThat(reader.flag("flag")).contains(true);
        assertThat(reader.wholeNumber("whole", 0, 10)).hasValue(3);
        assertThat(reader.integer("int", 1, 1, 10)).isEqualTo(7);
        assertThat(reader.texts("list")).containsExactly("a");
        assertThat(reader.object("object").orElseThrow().integer("n")).contains(1);
        assertThat(reader.unread()).isEmpty();
        assertThat(errors.sentences()).isEmpty();
    }

    @Test
    void gathered_errors_name_every_field_by_its_path() {
        JsonObjectReader reader = read("{'flag':1,'list':['a',2],'objects':[{},3],'inner':{'n':99},'more':0}");

        reader.requiredText("text", TextForm.ANY);
        reader.flag("flag");
        reader.texts("list");
        reader.objects("objects");
        reader.object("inner").orElseThrow().wholeNumber("n", 0, 10);
        reader.refuseUnread();

        assertThat(errors.sentences())
                .containsExactly(
                        "text is required",
                        "flag must be true or false",
                        "list[1] must be a text",
                        "objects[1] must be an object",
                        "inner.n must be a whole number from 0 to 10",
                        "more is not known");
    }

    @Test
    void null_is_an_absent_value_or_one_of_the_wrong_type_by_choice() {
        assertThat(read("{'text':null}").text("text", TextForm.ANY)).isEmpty();
        assertThat(errors.sentences()).isEmpty();

        JsonObjectReader refusing = JsonObjectReader.refusingNull(node("{'text':null}"), errors);
        assertThat(refusing.requiredText("text", TextForm.ANY)).isEmpty();
        assertThat(errors.sentences()).containsExactly("text must be a text");
    }

    @Test
    void a_number_that_no_java_type_holds_is_reported_instead_of_overflowing() {
        JsonObjectReader reader = read("{'a':99999999999999999999,'b':1e400,'c':99999999999}");

        assertThat(reader.wholeNumber("a", 0, Long.MAX_VALUE)).isEmpty();
        assertThat(reader.wholeNumber("b", 0, 5)).isEmpty();
        assertThat(reader.integer("c")).isEmpty();
        assertThat(errors.sentences())
                .containsExactly(
                        "a must be a whole number from 0",
                        "b must be a whole number from 0 to 5",
                        "c is too large or too small a number");
    }

    @Test
    void texts_that_are_checked_as_a_whole_are_reported_once() {
        JsonObjectReader reader = read("{'words':['a','a',1]}");

        reader.texts("words", texts -> texts.stream().distinct().count() == texts.size(), "a list of different texts");

        assertThat(errors.sentences()).isEqualTo(List.of("words must be a list of different texts"));
    }

    private JsonObjectReader read(String json) {
        return JsonObjectReader.of(node(json), "", errors);
    }

    private static JsonNode node(String json) {
        try {
            return MAPPER.readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
