package io.runfolio.api;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.RunView;
import io.runfolio.catalog.Catalog;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Fills a catalog with copies of real runs that share their files. */
public final class CatalogFiller {
    private CatalogFiller() {}

    public static void into(Catalog catalog, List<RunView> models, int count) {
        catalog.putAll(() -> IntStream.range(0, count)
                .mapToObj(number -> copy(models.get(number % models.size()), number))
                .iterator());
    }

    private static RunView copy(RunView model, int number) {
        String id = String.format("20250101_%06d_copy", number);
        String at = Instant.ofEpochSecond(1_735_689_600L + number * 60L)
                .atOffset(ZoneOffset.UTC)
                .toString()
                .replace("Z", ":00+00:00");
        List<ArtifactView> artifacts = model.artifacts().stream()
                .limit(1)
                .map(artifact -> with(
                        artifact,
                        Map.of(
                                "record",
                                with(
                                        artifact.record(),
                                        Map.of("id", String.format("artifact-%016x", number), "runId", id)))))
                .toList();
        return new RunView(
                model.runPath(),
                with(model.run(), Map.of("runId", id, "createdAt", at)),
                with(model.manifest(), Map.of("runId", id, "createdAt", at)),
                artifacts);
    }

    /** Returns a copy of a record with some components replaced. */
    private static <R extends Record> R with(R record, Map<String, Object> values) {
        RecordComponent[] parts = record.getClass().getRecordComponents();
        try {
            Object[] all = new Object[parts.length];
            for (int i = 0; i < parts.length; i++) {
                all[i] = values.containsKey(parts[i].getName())
                        ? values.get(parts[i].getName())
                        : parts[i].getAccessor().invoke(record);
            }
            Class<?>[] types =
                    Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
            @SuppressWarnings("unchecked")
            R copy = (R) record.getClass().getDeclaredConstructor(types).newInstance(all);
            return copy;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
