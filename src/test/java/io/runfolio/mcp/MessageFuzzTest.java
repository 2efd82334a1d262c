package io.runfolio.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.runfolio.api.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Mono;

/** Any bytes are a message or refused, and any text becomes visible text. */
class MessageFuzzTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MessageTransport TRANSPORT = new MessageTransport(1 << 20);

    static {
        TRANSPORT.setMcpHandler(new NoMethods());
    }

    /** A server whose every method is unknown. */
    private static final class NoMethods implements McpStatelessServerHandler {
        @Override
        public Mono<McpSchema.JSONRPCResponse> handleRequest(
                McpTransportContext context, McpSchema.JSONRPCRequest request) {
            return Mono.error(McpError.builder(McpSchema.ErrorCodes.METHOD_NOT_FOUND)
                    .message("unknown: " + request.method())
                    .build());
        }

        @Override
        public Mono<Void> handleNotification(McpTransportContext context, McpSchema.JSONRPCNotification notification) {
            return Mono.empty();
        }
    }

    @FuzzTest
    void bytes_get_a_reply_of_the_specification_or_none(byte[] bytes) throws IOException {
        MessageTransport.Reply reply = TRANSPORT.handle(bytes, Caller.NOBODY);
        boolean isAccepted = reply.outcome() == MessageTransport.Outcome.ACCEPTED;
        assertThat(reply.body().length == 0).isEqualTo(isAccepted);
        if (!isAccepted) {
            assertThat(reply.body().length).isLessThan(2_000);
            assertThat(JSON.readTree(reply.body()).at("/error/code").asInt()).isBetween(-32_768, -32_000);
        }
    }

    @FuzzTest
    void text_is_cleaned_within_its_bound(byte[] bytes) {
        String clean = UntrustedText.clean(new String(bytes, StandardCharsets.UTF_16LE), 50);
        assertThat(UntrustedText.isVisible(clean)).isTrue();
        assertThat(clean.length()).isLessThan(50 + 60);
    }
}
