package io.runfolio.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.api.ApiRequest;
import io.runfolio.api.Caller;
import io.runfolio.api.resource.McpEndpoint;
import io.runfolio.settings.RunfolioSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class McpSettingsTest {
    @Test
    void agents_have_no_door_over_http_and_may_not_write_unless_told() {
        assertThat(RunfolioSettings.from(Map.of()).mcp().enabled()).isFalse();
        assertThat(RunfolioSettings.from(Map.of()).mcp().write()).isFalse();
        ApiRequest request = ApiRequest.of("POST", "/mcp", Map.of(), new byte[0], Caller.LOCAL);
        assertThatThrownBy(() -> McpEndpoint.off().call(request)).hasMessageContaining("runfolio.mcp.enabled=true");
    }
}
