package io.runfolio.api.resource;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.request.ConditionalRequests;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.workflow.template.Template;
import io.runfolio.workflow.template.TemplateFolder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Templates of runs: {@code /v1/templates}. */
public final class TemplateResource {
    private static final int MAX_VERSION_LENGTH = 200;

    private final TemplateFolder templateFolder;

    TemplateResource(TemplateFolder templateFolder) {
        this.templateFolder = templateFolder;
    }

    /** {@code listTemplates}. */
    public ApiResponse list(ApiRequest request) {
        new QueryParameters(request).check();
        TemplateFolder.Shelf shelf = templateFolder.read();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", shelf.templates());
        body.put("problems", shelf.problems());
        body.put("notes", shelf.notes());
        return ConditionalRequests.json(request, body);
    }

    /** {@code getTemplate}. */
    public ApiResponse get(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        Optional<String> version = parameters.text("version", MAX_VERSION_LENGTH);
        parameters.check();
        TemplateFolder.Shelf shelf = templateFolder.read();
        String id = request.segment(2);
        Optional<Template> template = version.isPresent() ? shelf.find(id, version.get()) : shelf.find(id);
        return ConditionalRequests.json(request, template.orElseThrow(TemplateResource::none));
    }

    static ApiException none() {
        return ApiException.notFound(
                "template_not_found", "No template has this id and version: see `GET /v1/templates`.");
    }
}
