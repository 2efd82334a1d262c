package io.runfolio.api.form;

import io.runfolio.api.ApiRequest;
import io.runfolio.upload.Upload;
import io.runfolio.upload.UploadStore;
import java.util.List;

/**
 * A form that was received: an event, and files that are on disk. Closing it deletes the files that are still its own.
 *
 * @param request the request with the part {@code event} as its body
 * @param files the other parts
 */
public record EventForm(ApiRequest request, List<FilePart> files, UploadStore store) implements AutoCloseable {
    public EventForm {
        files = List.copyOf(files);
    }

    /**
     * A file of the form.
     *
     * @param name name of its part
     */
    public record FilePart(String name, Upload upload) {}

    @Override
    public void close() {
        files.forEach(file -> store.discard(file.upload()));
    }
}
