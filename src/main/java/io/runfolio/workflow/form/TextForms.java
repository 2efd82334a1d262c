package io.runfolio.workflow.form;

import io.runfolio.json.TextForm;
import io.runfolio.run.ArtifactClass;
import java.util.regex.Pattern;

/** Forms of the texts of a template. */
public final class TextForms {
    public static final TextForm ID = TextForm.matching(
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"),
            "a text of 1 to 100 letters, digits, dots, dashes and underscores");
    public static final TextForm FIELD_NAME = TextForm.matching(
            Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,99}"),
            "a text of 1 to 100 letters, digits and underscores, no digit first");
    public static final TextForm CLASS = TextForm.oneOf(ArtifactClass.jsonNames());
    public static final TextForm LINE =
            TextForm.matching(Pattern.compile("(?=.*\\S).{1,200}"), "a text of one line and at most 200 characters");
    public static final TextForm PROSE = TextForm.ofLength(0, 4_000);
    public static final TextForm PROMPT = TextForm.ofLength(0, 200_000);
    public static final TextForm PATH = TextForm.matching(
            Pattern.compile("(?=.*\\S)[^{}\\p{Cntrl}]{1,1000}"), "a text such as step-1.json, without braces");
    public static final TextForm SATISFIED_BY =
            TextForm.matching(Pattern.compile("inputs\\.[A-Za-z_][A-Za-z0-9_]*"), "inputs. and the name of a field");

    private TextForms() {}
}
