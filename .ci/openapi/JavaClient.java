import client.ApiClient;
import client.ApiException;
import client.api.ArtifactsApi;
import client.api.EventsApi;
import client.api.RunsApi;
import client.model.Artifact;
import client.model.Event;
import client.model.EventState;
import client.model.RunDetail;
import java.io.File;
import java.util.List;
import java.util.Map;

/** Calls a worker with the generated Java client. Arguments: URL of the worker, a picture below its source roots. */
final class JavaClient {
    public static void main(String[] arguments) throws Exception {
        ApiClient api = new ApiClient();
        api.updateBaseUri(arguments[0]);
        EventsApi events = new EventsApi(api);
        Event event = new Event()
                .status("succeeded")
                .modelKey("generated-java")
                .options(Map.of("seed", 42))
                .outputs(List.of(Map.of("kind", "image", "source_path", arguments[1], "role", "output")));
        String id = events.submitEvent(event, "java-1", null, null, null, null, null)
                .getEventId();
        EventState state;
        do {
            Thread.sleep(100);
            state = events.getEvent(id);
        } while (state.getState() != EventState.StateEnum.BUNDLED);
        RunDetail run = null;
        while (run == null) {
            try {
                run = new RunsApi(api).getRun(state.getRunId(), null).getRunDetail();
            } catch (ApiException e) {
                check(e.getCode() == 404, "the catalog follows: " + e.getMessage());
                Thread.sleep(100);
            }
        }
        check(run.getModel().equals("generated-java"), "the model: " + run.getModel());
        Artifact artifact = run.getArtifacts().get(0);
        check("42".equals(artifact.getFacts().get("seed")), "the seed: " + artifact.getFacts());
        ArtifactsApi artifacts = new ArtifactsApi(api);
        File file = artifacts.getArtifactContent(artifact.getId(), "original", null, null, null, null);
        check(file.length() == artifact.getMedia().getBytes(), "the size of the original: " + file.length());
        check(file.delete(), "the temporary file");
        try {
            artifacts.getArtifact("artifact-ffffffffffffffff", null);
            check(false, "an unknown artifact");
        } catch (ApiException e) {
            check(e.getCode() == 404 && e.getResponseBody().contains("artifact_not_found"), "the error: " + e);
        }
        System.out.println("Java: a run was sent, read and downloaded");
    }

    private static void check(boolean isRight, String what) {
        if (!isRight) {
            throw new AssertionError(what);
        }
    }
}
