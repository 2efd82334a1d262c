package io.runfolio;

import io.runfolio.run.AssetKind;
import io.runfolio.run.RunRequest;
import java.nio.file.Path;
import java.time.OffsetDateTime;

/** Calls the Java API once, in a process of its own that tests can kill. */
public final class ApiCallProgram {
    private ApiCallProgram() {}

    /** @param args the workshop's root folder and an idempotency key */
    public static void main(String[] args) {
        TestWorkspace testWorkspace = new TestWorkspace(Path.of(args[0]));
        try (Runfolio runfolio = Runfolio.open(testWorkspace.settings())) {
            System.out.println(runfolio.createRunArtifact(request(args[1])).runId());
        }
    }

    static RunRequest request(String key) {
        return RunRequest.builder("succeeded", "test-model")
                .idempotencyKey(key)
                .createdAt(OffsetDateTime.parse("2026-03-26T21:45:12Z"))
                .prompt("a disc")
                .output(AssetKind.IMAGE, "media/a.png")
                .build();
    }
}
