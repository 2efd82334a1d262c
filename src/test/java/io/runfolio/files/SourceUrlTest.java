package io.runfolio.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceUrlTest {
    @ParameterizedTest
    @CsvSource({
        "https://cdn.example/a/b.png?X-Amz-Signature=abc#x, https://cdn.example/a/b.png",
        "HTTPS://cdn.example/a.png, HTTPS://cdn.example/a.png",
        "https://user:secret@cdn.example/a.png?x, https://cdn.example/a.png",
        "https://cdn.example?sig=abc, https://cdn.example",
        "'https://cdn.example/a b.png?sig=a b', https://cdn.example/a b.png",
        "renders/what?.png, renders/what?.png",
        "'data:image/png;base64,iVBORw0KGgo=', data:image/png (8 bytes)",
        "'data:,a%20b', data: (3 bytes)",
        "data:nonsense, data:",
    })
    void a_source_is_recorded_without_what_is_secret_or_long(String source, String recorded) {
        assertThat(SourceUrl.recorded(source)).isEqualTo(recorded);
    }

    @ParameterizedTest
    @CsvSource({
        "https://cdn.example/a/b.png?x=c.jpg, b.png",
        "https://cdn.example/a/caf%C3%A9.png, café.png",
        "https://cdn.example/a/%2e%2e%2fetc%2fpasswd, passwd",
        "https://cdn.example, ''",
        "https://cdn.example/, ''",
        "https://cdn.example/100%, 100%",
        "https://gpu.example/view?filename=ComfyUI_0001%20.png&type=output, ComfyUI_0001 .png",
        "https://gpu.example/view?type=output&filename=..%2Fa.png, a.png",
        "https://gpu.example/view?filename=a, view",
        "'data:image/png;base64,iVBO/RwK', ''",
        "upload:0123, ''",
    })
    void the_file_name_of_a_url_is_the_last_name_of_its_path(String source, String name) {
        assertThat(SourcePath.fileName(source)).isEqualTo(name);
    }

    @Test
    void data_is_decoded_from_base64_and_from_percent_codes() {
        assertThat(SourceUrl.decode("data:image/PNG;base64,iVBORw0KGgo="))
                .extracting(SourceUrl.Data::type)
                .isEqualTo("image/png");
        assertThat(SourceUrl.decode("data:text/plain;charset=utf-8,caf%C3%A9+1").bytes())
                .isEqualTo("café+1".getBytes(StandardCharsets.UTF_8));
        assertThat(SourceUrl.decode("data:;base64,iVBO%0ARw0KGgo").bytes()).hasSize(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:image/png", "data:;base64,a", "data:;base64,äö!!", "data:,50%", "data:a;b"})
    void malformed_data_is_refused(String url) {
        assertThatThrownBy(() -> SourceUrl.decode(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is a data URL");
    }

    @ParameterizedTest
    @CsvSource({
        "https:///a.png, is a URL without a host name",
        "https:a.png, is a URL without a host name",
        "https://me:secret@cdn.example/a.png, is a URL with a user or password: leave them out",
        "https://cdn.example/{a}.png, is not a valid URL",
    })
    void a_url_that_cannot_be_fetched_is_refused(String url, String message) {
        assertThatThrownBy(() -> SourceUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
