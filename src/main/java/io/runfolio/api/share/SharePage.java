package io.runfolio.api.share;

import io.runfolio.api.ApiResponse;
import io.runfolio.files.Checksums;
import io.runfolio.run.AssetKind;
import io.runfolio.share.Share;
import io.runfolio.share.ShareKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Pages of share links, without scripts and without any resource outside the path of the link. */
final class SharePage {
    private static final String STYLE = resource("share/share.css");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** Policy that allows the page's own style, and files and forms of this server only. */
    static final String POLICY = "default-src 'none'; style-src 'sha256-" + sha256(STYLE) + "'; img-src 'self' data:; "
            + "media-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final int MAX_ALTERNATIVE = 300;
    private static final String LETTERS = "ABCDEFGH";

    private SharePage() {}

    /** Returns the page of a link. */
    static ApiResponse of(Share share, String token, List<SharedItem> items) {
        StringBuilder body = new StringBuilder();
        body.append("<header><h1>").append(escaped(share.title())).append("</h1><p>");
        body.append(count(items))
                .append(" · until <time datetime=\"")
                .append(share.expiresAt())
                .append("\">");
        body.append(until(share.expiresAt())).append("</time></p></header>");
        body.append("<main class=\"").append(share.kind().word()).append("\">");
        items.forEach(item -> body.append(figure(share, token, item, items.size())));
        body.append("</main>");
        if (share.kind() == ShareKind.COMPARISON) {
            body.append(table(items));
        }
        return page(200, share.title(), body.toString());
    }

    /** Returns the form that asks for the password. */
    static ApiResponse locked(int status, String token, Optional<String> problem) {
        String message = problem.map(text -> "<p id=\"problem\" class=\"problem\" role=\"alert\">" + text + "</p>")
                .orElse("");
        String described = problem.isPresent() ? " aria-describedby=\"problem\" aria-invalid=\"true\"" : "";
        return page(
                status,
                "Password needed",
                "<main class=\"message\"><h1>Password needed</h1>"
                        + "<p>The person who sent you this link has set a password for it.</p>"
                        + "<form method=\"post\" action=\"/s/" + escaped(token) + "/unlock\">"
                        + "<label for=\"password\">Password</label>"
                        + "<input id=\"password\" name=\"password\" type=\"password\" required autofocus"
                        + " autocomplete=\"off\" maxlength=\"200\"" + described + ">"
                        + message + "<button>Open</button></form></main>");
    }

    /** Returns a page with a message only. */
    static ApiResponse message(int status, String title, String text) {
        return page(
                status,
                title,
                "<main class=\"message\"><h1>" + escaped(title) + "</h1><p>" + escaped(text) + "</p></main>");
    }

    private static ApiResponse page(int status, String title, String body) {
        String html = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + "<meta name=\"robots\" content=\"noindex, nofollow\">"
                + "<link rel=\"icon\" href=\"data:,\"><meta name=\"color-scheme\" content=\"light dark\">"
                + "<title>" + escaped(title) + "</title><style>" + STYLE + "</style></head><body>" + body
                + "</body></html>\n";
        return ApiResponse.bytes(status, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8))
                .with("Content-Security-Policy", POLICY)
                .with("Cache-Control", "private, no-store")
                .with("X-Robots-Tag", "noindex, nofollow, noarchive");
    }

    private static String figure(Share share, String token, SharedItem item, int count) {
        String name = name(share, item, count);
        String files = "/s/" + escaped(token) + "/files/" + item.number() + "/";
        StringBuilder figure = new StringBuilder("<figure>");
        figure.append(media(item, files, name, share.kind()));
        figure.append("<figcaption><strong>").append(name).append("</strong>");
        if (item.has(SharedItem.ORIGINAL)) {
            figure.append(" <a href=\"")
                    .append(files)
                    .append("original\" download>Download original<span class=\"hidden\"> of ");
            figure.append(name).append("</span></a>");
        }
        if (share.kind() != ShareKind.COMPARISON && !item.facts().isEmpty()) {
            figure.append("<dl>");
            item.facts().forEach((label, value) -> figure.append("<div><dt>")
                    .append(escaped(label))
                    .append("</dt><dd>")
                    .append(escaped(value))
                    .append("</dd></div>"));
            figure.append("</dl>");
        }
        return figure.append("</figcaption></figure>").toString();
    }

    private static String name(Share share, SharedItem item, int count) {
        if (share.kind() == ShareKind.COMPARISON) {
            return LETTERS.substring(item.number() - 1, item.number());
        }
        return count == 1 ? item.noun() : item.noun() + " " + item.number() + " of " + count;
    }

    private static String media(SharedItem item, String files, String name, ShareKind page) {
        if (item.isRemoved()) {
            return "<p class=\"none\">No longer available</p>";
        }
        if (!item.text().paragraphs().isEmpty()) {
            String more = item.text().isWhole()
                    ? "</div>"
                    : "<p><a href=\"" + files + SharedItem.TEXT + "\">Open the whole text<span class=\"hidden\"> of "
                            + name + "</span></a></p></div>";
            return item.text().paragraphs().stream()
                    .map(text -> "<p class=\"text\">" + escaped(text) + "</p>")
                    .collect(Collectors.joining("", "<div class=\"texts\">", more));
        }
        boolean web = item.has("web");
        if (item.kind().filter(AssetKind.IMAGE::equals).isPresent() && web) {
            return image(item, files, name, page);
        }
        if (item.kind().filter(AssetKind.VIDEO::equals).isPresent() && web) {
            String poster = item.has("poster") ? " poster=\"" + files + "poster\"" : "";
            return "<video controls playsinline preload=\"none\" aria-label=\"" + name + "\"" + sides(item) + poster
                    + " src=\"" + files + "web\"></video>";
        }
        if (item.kind().filter(AssetKind.AUDIO::equals).isPresent() && (web || item.has(SharedItem.ORIGINAL))) {
            return "<audio controls preload=\"none\" aria-label=\"" + name + "\" src=\"" + files
                    + (web ? "web" : SharedItem.ORIGINAL) + "\"></audio>";
        }
        return "<p class=\"none\">No preview</p>";
    }

    private static String image(SharedItem item, String files, String name, ShareKind page) {
        String words = item.prompt()
                .map(prompt -> SharedText.beginning(prompt, MAX_ALTERNATIVE))
                .orElse(name);
        String small = item.has("thumb") && page == ShareKind.SET
                ? " srcset=\"" + files + "thumb 384w, " + files + "web " + Math.max(385, item.width())
                        + "w\" sizes=\"(max-width: 720px) 100vw, 360px\""
                : "";
        return "<a class=\"picture\" href=\"" + files + "web\"><img" + sides(item) + " loading=\"lazy\" alt=\""
                + escaped(words) + "\"" + small + " src=\"" + files + "web\"></a>";
    }

    private static String sides(SharedItem item) {
        return item.width() > 0 && item.height() > 0
                ? " width=\"" + item.width() + "\" height=\"" + item.height() + "\""
                : "";
    }

    /** Returns the facts of a comparison side by side; those that differ are marked. */
    private static String table(List<SharedItem> items) {
        Set<String> labels = new LinkedHashSet<>();
        items.forEach(item -> labels.addAll(item.facts().keySet()));
        if (labels.isEmpty()) {
            return "";
        }
        StringBuilder table = new StringBuilder(
                "<div class=\"facts\" role=\"region\" aria-label=\"Facts\" tabindex=\"0\"><table><thead><tr>"
                        + "<th scope=\"col\">Fact</th>");
        items.forEach(item -> table.append("<th scope=\"col\">")
                .append(LETTERS.charAt(item.number() - 1))
                .append("</th>"));
        table.append("</tr></thead><tbody>");
        for (String label : labels) {
            List<String> values = items.stream()
                    .map(item -> item.facts().getOrDefault(label, "—"))
                    .toList();
            boolean differs = Set.copyOf(values).size() > 1;
            table.append(differs ? "<tr class=\"differs\">" : "<tr>").append("<th scope=\"row\">");
            table.append(escaped(label))
                    .append(differs ? " <span class=\"mark\">differs</span>" : "")
                    .append("</th>");
            values.forEach(value -> table.append("<td>").append(escaped(value)).append("</td>"));
            table.append("</tr>");
        }
        return table.append("</tbody></table></div>").toString();
    }

    private static String count(List<SharedItem> items) {
        return items.size() == 1 ? "1 item" : items.size() + " items";
    }

    private static String until(Instant end) {
        return TIME.format(end);
    }

    /** Escapes text for elements and quoted attributes. */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            switch (letter) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(letter);
            }
        }
        return safe.toString();
    }

    private static String sha256(String text) {
        return Base64.getEncoder().encodeToString(Checksums.newSha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String resource(String name) {
        try (InputStream stream = SharePage.class.getClassLoader().getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
