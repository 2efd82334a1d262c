package io.runfolio.settings.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.settings.RunfolioSettings;
import io.runfolio.settings.SettingException;
import io.runfolio.wiring.Backends;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoordinationSettingsTest {
    private static final String URL = "runfolio.coordination.postgres.url";

    private static RunfolioSettings postgres(String url) {
        return RunfolioSettings.from(Map.of(
                "runfolio.coordination", "postgres", URL, url, "runfolio.coordination.postgres.password", "hush"));
    }

    @Test
    void folders_coordinate_unless_something_else_is_set() {
        assertThat(RunfolioSettings.from(Map.of()).coordination().isFolder()).isTrue();
    }

    @Test
    void a_missing_artifact_is_named_with_the_key() {
        RunfolioSettings settings = postgres("jdbc:postgresql://localhost/studio");
        assertThatThrownBy(() -> Backends.inbox(settings))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("runfolio.coordination=postgres")
                .hasMessageContaining("runfolio-postgres is not on the class path");
    }

    @Test
    void an_address_has_the_right_form_and_no_password_which_is_never_shown() {
        assertThatThrownBy(() -> postgres("localhost"))
                .hasMessageContaining(URL)
                .hasMessageNotContaining("localhost/");
        assertThatThrownBy(() -> postgres("jdbc:postgresql://h/d?password=secret"))
                .hasMessageContaining("runfolio.coordination.postgres.password")
                .hasMessageNotContaining("secret");
        assertThat(postgres("jdbc:postgresql://h/d").coordination().toString()).doesNotContain("hush");
    }
}
