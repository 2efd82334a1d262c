package io.runfolio.workflow.content;

import io.runfolio.workflow.template.Template;

/** Templates for tests of content. */
final class Templates {
    private Templates() {}

    /** Returns a template with these fields, in single quotes; the others have values. */
    static Template of(String fields) {
        return of("t", fields);
    }

    static Template of(String id, String fields) {
        String rest = (fields.contains("'steps'") ? "" : ", 'steps': []")
                + (fields.contains("'intakeSchema'") ? "" : ", 'intakeSchema': []")
                + (fields.contains("'artifactClass'") ? "" : ", 'artifactClass': 'knowledge', 'artifactType': 'note'");
        return Template.parse(("{'id': '" + id + "', 'name': 'The template', 'version': '1', " + fields + rest + "}")
                .replace('\'', '"'));
    }
}
