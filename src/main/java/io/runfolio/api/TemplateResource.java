package io.runfolio.api;

import io.runfolio.workflow.Templates;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code /v1/templates}: what runs can be ordered. */
public final class TemplateResource {
    private final Templates templates;

    TemplateResource(Templates templates) {
        this.templates = templates;
    }

    /** {@code listTemplates}. */
    public ApiResponse list(ApiRequest request) {
        new Parameters(request).check();
        Templates.Shelf shelf = templates.read();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("items", shelf.templates());
        body.put("problems", shelf.problems());
        return Conditions.json(request, body);
    }

    /** {@code getTemplate}. */
    public ApiResponse get(ApiRequest request) {
        new Parameters(request).check();
        return Conditions.json(
                request, templates.read().find(request.segment(2)).orElseThrow(TemplateResource::none));
    }

    static ApiException none() {
        return ApiException.notFound(
                "template_not_found",
                "There is no template of that id; `GET /v1/templates` lists those that are here.");
    }
}
