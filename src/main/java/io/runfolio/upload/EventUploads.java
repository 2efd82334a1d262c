package io.runfolio.upload;

import io.runfolio.coordination.AliveMarks;
import io.runfolio.files.Checksums;
import io.runfolio.files.RunfolioException;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.run.AssetSource;
import io.runfolio.run.RunRequest;
import io.runfolio.settings.UploadSettings;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads that events refer to. They are kept from the acceptance of an event until its bundle is indexed. Safe for use
 * by several threads and processes.
 */
public final class EventUploads {
    private static final Logger LOG = LoggerFactory.getLogger(EventUploads.class);

    private final UploadFiles files;
    private final SharedUploads shared;
    private final UploadLocks locks;
    private final UploadSettings settings;
    private final Clock clock;

    EventUploads(UploadFiles files, SharedUploads shared, UploadLocks locks, UploadSettings settings, Clock clock) {
        this.files = files;
        this.shared = shared;
        this.locks = locks;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Records durably that an event refers to its uploads, before the event is written to the queue. Where hosts have
     * no common folder, each of them can have the uploads afterwards.
     *
     * @param owner client that sends the event
     * @throws RefusedEventException if an upload is not complete, or not the client's; nothing is recorded then
     */
    public void keep(String owner, String eventId, RunRequest request) {
        List<UploadReference> references = UploadReference.of(request);
        references.forEach(reference -> check(reference, Optional.of(owner)));
        ids(references).forEach(id -> {
            try (AliveMarks.Mark mark = locks.hold(id)) {
                Upload upload = files.find(id).orElseThrow(UploadException::notFound);
                Upload kept = upload.referredBy(
                        Checksums.sha256(eventId), clock.instant().plus(settings.expireAfter()));
                files.save(kept);
                shared.publish(kept);
            }
        });
    }

    /**
     * Checks before an event is bundled that its uploads are complete.
     *
     * @throws RefusedEventException if one is not
     */
    public void check(RunRequest request) {
        UploadReference.of(request).forEach(reference -> check(reference, Optional.empty()));
    }

    /** Returns a request whose uploaded files have their names at the client, where it gives none. */
    public RunRequest named(RunRequest request) {
        return UploadReference.of(request).isEmpty()
                ? request
                : request.withAssets(named(request.inputs()), named(request.outputs()));
    }

    private List<AssetSource> named(List<AssetSource> assets) {
        return assets.stream().map(this::named).toList();
    }

    private AssetSource named(AssetSource asset) {
        if (asset.originalFilename() != null) {
            return asset;
        }
        return UploadReference.id(asset.sourcePath())
                .flatMap(files::find)
                .map(Upload::fileName)
                .filter(name -> !name.isEmpty())
                .map(asset::withOriginalFilename)
                .orElse(asset);
    }

    private void check(UploadReference reference, Optional<String> owner) {
        Optional<Upload> upload = shared.find(reference.id())
                .filter(found -> owner.isEmpty() || owner.get().equals(found.owner()));
        if (upload.isEmpty()) {
            throw new RefusedEventException(
                    "upload_unknown",
                    reference.field(),
                    "`" + reference.field() + "` names the upload " + reference.id()
                            + ", which does not exist or has expired (runfolio.upload.expire-after): upload the file"
                            + " and send the event with the new id.");
        }
        if (!upload.get().isComplete()) {
            throw new RefusedEventException(
                    "upload_incomplete",
                    reference.field(),
                    "`" + reference.field() + "` names an upload with "
                            + upload.get().offset() + " of " + upload.get().length()
                            + " bytes: upload the rest, then send the event again.");
        }
    }

    /**
     * Deletes the uploads of an event that is bundled, except those of other events. Failures are logged only.
     *
     * @param sourcePaths paths of all files of the event
     */
    public void release(String eventId, List<String> sourcePaths) {
        sourcePaths.stream()
                .flatMap(path -> UploadReference.id(path).stream())
                .distinct()
                .forEach(id -> {
                    try {
                        release(eventId, id);
                    } catch (RunfolioException e) {
                        LOG.warn("the upload {} is kept until it expires: {}", id, e.getMessage());
                    }
                });
    }

    private void release(String eventId, String id) {
        Optional<Upload> upload = files.find(id);
        if (upload.isEmpty()) {
            return;
        }
        try (AliveMarks.Mark mark = locks.hold(id)) {
            Optional<Upload> rest = files.find(id).map(found -> found.releasedBy(Checksums.sha256(eventId)));
            if (rest.isPresent() && rest.get().events().isEmpty()) {
                files.delete(id);
            } else {
                rest.ifPresent(files::save);
            }
        }
    }

    private static List<String> ids(List<UploadReference> references) {
        return references.stream().map(UploadReference::id).distinct().collect(Collectors.toList());
    }
}
