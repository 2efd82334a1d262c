package io.runfolio.intake;

import io.runfolio.files.SourceUrl;
import io.runfolio.json.IsoTimestamp;
import io.runfolio.json.TextForm;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetSource;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads one input or output of an event. */
final class AssetSourceReader {
    private static final TextForm SHA256 =
            TextForm.matching(Pattern.compile("\\s*[0-9a-fA-F]{64}\\s*"), "a sha256 of 64 hex digits");
    private static final TextForm TIME = new TextForm(
            text -> IsoTimestamp.parse(text.strip()).isPresent(),
            "a time",
            "must be a time in ISO 8601, such as 2026-03-26T21:45:12+00:00");

    private final SourceOpener sources;

    AssetSourceReader(SourceOpener sources) {
        this.sources = sources;
    }

    AssetSource read(EventFields fields) {
        fields.requiredText("kind");
        AssetKind kind = fields.choice("kind", AssetKind.OTHER, AssetKind::of, "image, video, audio, text and other");
        String url = fields.text("source_url");
        boolean isByUrl = fields.text("source_path") == null && url != null;
        if (isByUrl && !SourceUrl.isWeb(url)) {
            String field = fields.at("source_url");
            throw new RefusedEventException(
                    "bad_value", field, "`" + field + "` must be an https: URL, as there is no source_path.");
        }
        String sourcePath = isByUrl ? url : fields.requiredText("source_path");
        sources.check(sourcePath, fields.at(isByUrl ? "source_url" : "source_path"));
        AssetSource source = new AssetSource(
                kind,
                sourcePath,
                fields.requiredText("role"),
                fields.text("original_filename"),
                url == null && SourceUrl.isWeb(sourcePath) ? sourcePath : url,
                fields.text("expires_at", TIME)
                        .flatMap(text -> IsoTimestamp.parse(text.strip()))
                        .map(IsoTimestamp::time)
                        .orElse(null),
                fields.text("expected_sha256", SHA256)
                        .map(text -> text.strip().toLowerCase(Locale.ROOT))
                        .orElse(null),
                fields.texts("tags"),
                fields.map("metadata"));
        fields.close();
        return source;
    }
}
