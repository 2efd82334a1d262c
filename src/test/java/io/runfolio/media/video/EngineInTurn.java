package io.runfolio.media.video;

import io.runfolio.settings.VideoSettings.Engine;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives each test one engine: in turn by the names of the tests and the numbers of their cases.
 *
 * <p>The engine of a test does not depend on which others run, so that one that failed can be repeated alone.
 */
final class EngineInTurn implements BeforeEachCallback {
    private static final Pattern CASE = Pattern.compile("\\[test-template-invocation:#(\\d+)]$");

    @Override
    public void beforeEach(ExtensionContext context) {
        EachEngineTestBase test = (EachEngineTestBase) context.getRequiredTestInstance();
        test.engine = switch (test.form) {
            case PROGRAM -> Engine.PROGRAM;
            case EMBEDDED -> Engine.EMBEDDED;
            case IN_TURN -> turn(context) % 2 == 0 ? Engine.PROGRAM : Engine.EMBEDDED;
        };
    }

    private static int turn(ExtensionContext context) {
        List<String> names = Arrays.stream(context.getRequiredTestClass().getDeclaredMethods())
                .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                .map(Method::getName)
                .distinct()
                .sorted()
                .toList();
        int number = CASE.matcher(context.getUniqueId())
                .results()
                .map(found -> Integer.parseInt(found.group(1)))
                .findFirst()
                .orElse(0);
        return names.indexOf(context.getRequiredTestMethod().getName()) + number;
    }
}
