package io.runfolio.hooks.adapter;

import io.runfolio.json.FieldErrors;
import io.runfolio.json.JsonObjectReader;
import io.runfolio.json.TextForm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the {@code poll} block of an adapter file. */
final class PollSpecReader {
    private static final Pattern HOST = Pattern.compile("(\\*\\.)?[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");
    private static final Pattern HOST_OF_URL = Pattern.compile("https?://([^/:?#{}]+)(?:[/:?#].*)?");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,60}");
    private static final TextForm URL = TextForm.matching(
            Pattern.compile("(https://[^\\s]+|\\{base-url\\}[^\\s]*)"),
            "a URL that begins with https:// or {base-url}");
    private static final Set<String> IN_URLS = Set.of(PollTemplate.TASK_ID, PollTemplate.MODEL, PollTemplate.BASE_URL);
    private static final Set<String> IN_HEADERS = Set.of(PollTemplate.KEY);

    private final ExpressionReader expressions;
    private final FieldErrors errors;

    PollSpecReader(ExpressionReader expressions, FieldErrors errors) {
        this.expressions = expressions;
        this.errors = errors;
    }

    PollSpec read(JsonObjectReader poll) {
        Optional<String> address = poll.text("url", URL);
        Optional<PollTemplate> url = address.flatMap(text -> template(text, IN_URLS, poll.at("url")));
        Expression result = expressions.read(poll, "result");
        Map<String, PollTemplate> headers = new LinkedHashMap<>();
        poll.object("headers").ifPresent(object -> object.names().forEach(name -> {
            if (!HEADER.matcher(name).matches()) {
                object.refuse(name, "must be the name of a header");
            }
            object.text(name, TextForm.ofLength(1, 500))
                    .flatMap(text -> template(text, IN_HEADERS, object.at(name)))
                    .ifPresent(template -> headers.put(name, template));
        }));
        List<String> hosts = poll.texts("hosts", PollSpecReader::areHosts, "host names, such as *.provider.example");
        poll.refuseUnread();
        return new PollSpec(url, result, headers, hosts.isEmpty() ? hosts(address) : hosts);
    }

    private static boolean areHosts(List<String> hosts) {
        return hosts.stream().allMatch(host -> HOST.matcher(host).matches());
    }

    private static List<String> hosts(Optional<String> address) {
        Matcher matcher = HOST_OF_URL.matcher(address.orElse(""));
        return matcher.matches() ? List.of(matcher.group(1).toLowerCase(Locale.ROOT)) : List.of();
    }

    private Optional<PollTemplate> template(String text, Set<String> allowed, String place) {
        try {
            return Optional.of(PollTemplate.compile(text, allowed));
        } catch (IllegalArgumentException e) {
            errors.invalid(place, e.getMessage());
            return Optional.empty();
        }
    }
}
