package io.runfolio.api.form;

import io.runfolio.api.ApiRequest;
import java.io.InputStream;
import org.apache.commons.fileupload2.core.RequestContext;

/** A request as the parser of forms reads it. */
record FormContext(ApiRequest request) implements RequestContext {
    @Override
    public String getCharacterEncoding() {
        return "UTF-8";
    }

    @Override
    public long getContentLength() {
        return request.header("content-length").map(Long::parseLong).orElse(-1L);
    }

    @Override
    public String getContentType() {
        return request.header("content-type").orElse("");
    }

    @Override
    public InputStream getInputStream() {
        return request.content();
    }

    @Override
    public boolean isMultipartRelated() {
        return false;
    }
}
