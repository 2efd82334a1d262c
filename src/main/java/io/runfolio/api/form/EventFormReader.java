package io.runfolio.api.form;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.form.EventForm.FilePart;
import io.runfolio.upload.UploadStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadContentTypeException;
import org.apache.commons.fileupload2.core.FileUploadSizeException;

/** Reads a form part by part, in any order. Files go to the uploads while they are read. */
public final class EventFormReader {
    private static final String EVENT = "event";
    private static final int MAX_FILES = 100;
    private static final int MAX_NAME = 200;
    /** Bytes after the last part that are read, so that the connection can be used again. */
    private static final int MAX_EPILOGUE = 64 << 10;

    private final UploadStore store;
    private final long maxEventBytes;

    public EventFormReader(UploadStore store, long maxEventBytes) {
        this.store = store;
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * Reads a form.
     *
     * @param owner client that the files belong to
     * @throws ApiException if it is not a valid form; no file is left then
     * @throws io.runfolio.upload.UploadException if a file cannot be stored; no file is left then
     */
    public EventForm read(ApiRequest request, String owner) {
        List<FilePart> files = new ArrayList<>();
        boolean isRead = false;
        try {
            Optional<ApiRequest> event = Optional.empty();
            FileItemInputIterator parts = new FormParser().getItemIterator(new FormContext(request));
            while (parts.hasNext()) {
                FileItemInput part = parts.next();
                String name = checkedName(part);
                if (name.equals(EVENT)) {
                    if (event.isPresent()) {
                        throw invalid("event must be present once");
                    }
                    event = Optional.of(event(request, part));
                } else {
                    files.add(new FilePart(name, file(part, files, owner)));
                }
            }
            request.content().readNBytes(MAX_EPILOGUE);
            ApiRequest body = event.orElseThrow(() -> invalid("event is required: a part of this name with the JSON"));
            isRead = true;
            return new EventForm(body, files, store);
        } catch (FileUploadSizeException e) {
            throw new ApiException(
                    413, "part_headers_too_large", "The headers of a part have more than 4096 bytes: send fewer.");
        } catch (FileUploadContentTypeException e) {
            throw invalid("Content-Type must be multipart/form-data with a boundary");
        } catch (IOException e) {
            throw new ApiException(
                    400, "form_malformed", "The body is not a complete multipart/form-data form: send it again.");
        } finally {
            if (!isRead) {
                files.forEach(file -> store.discard(file.upload()));
            }
        }
    }

    private static String checkedName(FileItemInput part) {
        String name = part.getFieldName();
        if (name == null || name.isBlank() || name.length() > MAX_NAME) {
            throw invalid("the name of a part must have 1 to " + MAX_NAME + " characters");
        }
        return name;
    }

    private ApiRequest event(ApiRequest request, FileItemInput part) throws IOException {
        String type = part.getContentType() == null || part.getContentType().startsWith("text/plain")
                ? "application/json"
                : part.getContentType();
        try (InputStream in = part.getInputStream()) {
            byte[] bytes = in.readNBytes((int) Math.min(maxEventBytes + 1, Integer.MAX_VALUE - 8));
            if (bytes.length > maxEventBytes) {
                throw new ApiException(
                        413,
                        "too_large",
                        "The part event has more than " + maxEventBytes
                                + " bytes: send less, or raise runfolio.event.max-bytes.");
            }
            return request.withBody(type, bytes);
        }
    }

    private io.runfolio.upload.Upload file(FileItemInput part, List<FilePart> files, String owner) throws IOException {
        String name = part.getFieldName();
        if (part.isFormField()) {
            throw invalid(name + " must be a file with a file name: the form has the part event and files only");
        }
        if (files.size() >= MAX_FILES) {
            throw invalid("a form has at most " + MAX_FILES + " files: upload more at /v1/uploads");
        }
        if (files.stream().anyMatch(file -> file.name().equals(name))) {
            throw invalid(name + " must be present once: give each file a part name of its own");
        }
        String type = part.getContentType() == null ? "" : part.getContentType();
        String fileName = fileName(part);
        try (InputStream in = part.getInputStream()) {
            return store.receive(new UploadStore.Announcement(owner, fileName, type), in);
        }
    }

    private static String fileName(FileItemInput part) {
        try {
            return part.getName() == null ? "" : part.getName();
        } catch (InvalidPathException e) {
            throw invalid(part.getFieldName() + " must have a file name without the character NUL");
        }
    }

    static ApiException invalid(String field) {
        return ApiException.invalid("form_invalid", List.of(field));
    }
}
