package io.runfolio.api.form;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.commons.fileupload2.core.AbstractFileUpload;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadException;

/** Parser of forms that reads them as a stream; nothing of it is stored by the library. */
final class FormParser extends AbstractFileUpload<FormContext, DiskFileItem, DiskFileItemFactory> {
    private static final int MAX_PART_HEADER_BYTES = 4096;

    FormParser() {
        setHeaderCharset(StandardCharsets.UTF_8);
        setMaxPartHeaderSize(MAX_PART_HEADER_BYTES);
    }

    @Override
    public FileItemInputIterator getItemIterator(FormContext request) throws FileUploadException, java.io.IOException {
        return super.getItemIterator((org.apache.commons.fileupload2.core.RequestContext) request);
    }

    @Override
    public Map<String, List<DiskFileItem>> parseParameterMap(FormContext request) {
        throw new UnsupportedOperationException("forms are read as streams");
    }

    @Override
    public List<DiskFileItem> parseRequest(FormContext request) {
        throw new UnsupportedOperationException("forms are read as streams");
    }
}
