package io.runfolio.cli.corpus;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Page that shows the outcome of each file, for a person to look over. It has no scripts and nothing from elsewhere;
 * pictures load as they scroll into view.
 */
final class CorpusPage {
    private static final List<String> STATES = List.of("lost", "refused", "failed", "unsupported", "skipped", "ready");
    private static final String STYLE =
            """
            :root{color-scheme:light dark;font:13px/1.35 system-ui,sans-serif}
            body{margin:0}
            header{position:sticky;top:0;z-index:1;padding:.5rem 1rem;background:Canvas;\
            border-bottom:1px solid GrayText}
            h1{display:inline;font-size:1rem;margin-right:1rem}
            label{margin-right:1rem;white-space:nowrap}
            main{display:grid;grid-template-columns:repeat(auto-fill,minmax(21rem,1fr));gap:.5rem;padding:.5rem}
            article{border:1px solid GrayText;border-left:.4rem solid gray;padding:.4rem;content-visibility:auto;\
            contain-intrinsic-size:auto 12rem;overflow:hidden}
            .ready{border-left-color:#2a2}.skipped{border-left-color:#888}.unsupported{border-left-color:#c90}
            .failed,.refused,.lost{border-left-color:#d22}
            figure{display:flex;gap:.4rem;margin:0 0 .3rem;height:8rem;align-items:center;\
            background:repeating-conic-gradient(#8882 0 25%,#0000 0 50%) 0 0/1rem 1rem}
            figure a{flex:1;height:100%;min-width:0}
            img,video{width:100%;height:100%;object-fit:contain}
            h2{font-size:.9rem;margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
            p,ul{margin:.15rem 0}ul{padding-left:1.1rem}
            """;

    private CorpusPage() {}

    static String of(String title, List<CorpusRow> rows) {
        TreeMap<String, Long> counts =
                new TreeMap<>(rows.stream().collect(Collectors.groupingBy(CorpusRow::state, Collectors.counting())));
        List<String> shown = STATES.stream().filter(counts::containsKey).toList();
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n<title>")
                .append(escape(title))
                .append("</title>\n<style>\n")
                .append(STYLE);
        for (String state : shown) {
            page.append("body:has(#show-" + state + ":checked) article:not(." + state + "){display:none}\n");
        }
        page.append("</style>\n<header><h1>").append(escape(title)).append("</h1>\n");
        page.append("<label><input type=\"radio\" name=\"show\" checked> all " + rows.size() + "</label>\n");
        for (String state : shown) {
            page.append("<label><input type=\"radio\" name=\"show\" id=\"show-" + state + "\"> " + state + " "
                    + counts.get(state) + "</label>\n");
        }
        page.append("</header>\n<main>\n");
        rows.forEach(row -> card(page, row));
        return page.append("</main>\n</html>\n").toString();
    }

    private static void card(StringBuilder page, CorpusRow row) {
        page.append("<article class=\"" + escape(row.state()) + "\">");
        if (!row.thumb().isEmpty() || !row.web().isEmpty()) {
            page.append("<figure>");
            picture(page, row.thumb(), "thumb");
            if (row.web().endsWith(".mp4")) {
                page.append("<a><video controls preload=\"none\" src=\"" + link(row.web()) + "\"></video></a>");
            } else {
                picture(page, row.web(), "web");
            }
            page.append("</figure>");
        }
        page.append("<h2>").append(name(row)).append("</h2><p>").append(escape(row.state()));
        if (!row.code().isEmpty()) {
            page.append(" <b>" + escape(row.code()) + "</b>");
        }
        page.append(String.format(Locale.ROOT, " · %s · %.3f s</p>", escape(row.sniffedType()), row.seconds()));
        if (!row.warnings().isEmpty()) {
            page.append("<ul>");
            row.warnings().forEach(warning -> page.append("<li>" + escape(warning)));
            page.append("</ul>");
        }
        page.append("</article>\n");
    }

    private static String name(CorpusRow row) {
        return row.original().isEmpty()
                ? escape(row.file())
                : "<a href=\"" + link(row.original()) + "\">" + escape(row.file()) + "</a>";
    }

    private static void picture(StringBuilder page, String path, String what) {
        if (!path.isEmpty()) {
            page.append("<a href=\"" + link(path) + "\"><img loading=\"lazy\" decoding=\"async\" alt=\"" + what
                    + "\" title=\"" + what + "\" src=\"" + link(path) + "\"></a>");
        }
    }

    private static String link(String path) {
        return List.of(path.split("/")).stream()
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "\ufffd");
    }
}
