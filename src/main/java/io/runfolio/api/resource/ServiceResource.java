package io.runfolio.api.resource;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.MediaTypes;
import io.runfolio.api.docs.Contract;
import io.runfolio.api.request.ConditionalRequests;
import io.runfolio.api.security.TokenSource;
import io.runfolio.catalog.Catalog;
import io.runfolio.workflow.template.TemplateFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Health, the contract, its page and the files of the gallery. */
public final class ServiceResource {
    /** Policy that allows own scripts, styles, images and videos only, and forbids framing. */
    static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
                    + "media-src 'self' blob:; "
                    + "connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; "
                    + "form-action 'self'; frame-ancestors 'none'";

    private static final Pattern GALLERY_FILE = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}");
    private static final String REVALIDATE = "no-cache";

    private final Catalog catalog;
    private final TokenSource tokens;
    private final TemplateFolder templateFolder;
    private final IntSupplier retentionProblems;
    private final Supplier<Optional<String>> intake;
    private final boolean takesEvents;
    private final String version;
    private final String pagePolicy;
    private final Contract contract = Contract.read();
    /** Made at the first request: most processes are never asked for the page. */
    private byte[] docs;

    /**
     * @param retentionProblems returns the number of mistakes of the policy of retention
     * @param intake reason why the intake is paused; empty while it is open
     * @param takesEvents whether this process takes events from the inbox
     * @param pagePolicy policy of the gallery, {@link #PAGE_POLICY} or one with more origins
     */
    ServiceResource(
            Catalog catalog,
            TokenSource tokens,
            TemplateFolder templateFolder,
            IntSupplier retentionProblems,
            Supplier<Optional<String>> intake,
            boolean takesEvents,
            String version,
            String pagePolicy) {
        this.catalog = catalog;
        this.tokens = tokens;
        this.templateFolder = templateFolder;
        this.retentionProblems = retentionProblems;
        this.intake = intake;
        this.takesEvents = takesEvents;
        this.version = version;
        this.pagePolicy = pagePolicy;
    }

    /** {@code getHealth}. */
    public ApiResponse health(ApiRequest request) {
        Optional<String> problem = catalog.findProblem();
        if (problem.isPresent()) {
            throw new ApiException(503, "catalog_unavailable", "The catalog is not available: " + problem.get());
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", "up");
        body.put("version", version);
        body.put("tokensNeeded", tokens.areRequired());
        body.put(
                "intake",
                takesEvents ? intake.get().map(why -> "paused: " + why).orElse("open") : "off");
        body.put("lastChange", catalog.lastChange());
        TemplateFolder.Shelf shelf = templateFolder.recent();
        body.put("templates", shelf.templates().size());
        body.put("templateProblems", shelf.problems().size());
        body.put("retentionProblems", retentionProblems.getAsInt());
        return ApiResponse.json(200, body);
    }

    /** {@code getContract}. */
    public ApiResponse contract(ApiRequest request) {
        return ConditionalRequests.cached(request, "application/yaml", contract.bytes(), REVALIDATE);
    }

    /** {@code getDocs}. */
    public ApiResponse docs(ApiRequest request) {
        return page(ConditionalRequests.cached(request, "text/html; charset=utf-8", docsPage(), REVALIDATE))
                .with("Content-Security-Policy", pagePolicy.replace("style-src 'self'", "style-src 'unsafe-inline'"));
    }

    private synchronized byte[] docsPage() {
        if (docs == null) {
            docs = contract.page();
        }
        return docs;
    }

    /** {@code getGallery}. */
    public ApiResponse gallery(ApiRequest request) {
        return galleryFile(request, "index.html");
    }

    /** {@code getGalleryFile}. */
    public ApiResponse galleryFile(ApiRequest request) {
        return galleryFile(request, request.segment(1));
    }

    private ApiResponse galleryFile(ApiRequest request, String name) {
        Optional<byte[]> bytes = GALLERY_FILE.matcher(name).matches() ? resource("gallery/" + name) : Optional.empty();
        return bytes.map(found -> page(ConditionalRequests.cached(request, MediaTypes.of(name), found, REVALIDATE)))
                .orElseThrow(() -> ApiException.notFound("page_not_found", "The gallery has no such file."));
    }

    private ApiResponse page(ApiResponse response) {
        return response.with("Content-Security-Policy", pagePolicy);
    }

    private static Optional<byte[]> resource(String name) {
        try (InputStream stream = ServiceResource.class.getClassLoader().getResourceAsStream(name)) {
            return stream == null ? Optional.empty() : Optional.of(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
