package io.runfolio.flow.sqs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.runfolio.store.s3.TestAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Proxy in front of a server. It counts requests, withholds those of one action, or answers none. */
final class SqsProxy implements AutoCloseable {
    private static final List<String> FORWARDED =
            List.of("Content-Type", "X-Amz-Target", "Authorization", "X-Amz-Date");

    private final URI server;
    private final HttpServer proxy;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> withheld = new ConcurrentHashMap<>();
    private volatile boolean isDown;

    /** Starts a proxy without TLS. */
    SqsProxy(URI server) {
        this(server, created());
    }

    /** Starts a proxy with TLS, whose certificate is that of the authority alone. */
    static SqsProxy withTls(URI server, TestAuthority authority) throws IOException, GeneralSecurityException {
        char[] password = TestAuthority.PASSWORD.toCharArray();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(authority.keyStore().toFile(), password), password);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        HttpsServer proxy = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new SqsProxy(server, proxy);
    }

    private static HttpServer created() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SqsProxy(URI server, HttpServer proxy) {
        this.server = server;
        this.proxy = proxy;
        proxy.createContext("/", this::handle);
        proxy.setExecutor(threads);
        proxy.start();
    }

    URI address() {
        String scheme = proxy instanceof HttpsServer ? "https" : "http";
        return URI.create(scheme + "://127.0.0.1:" + proxy.getAddress().getPort());
    }

    /** Returns the number of requests of an action, such as {@code DeleteMessage}, those withheld included. */
    int requests(String action) {
        return counter(action).get();
    }

    private AtomicInteger counter(String action) {
        return requests.computeIfAbsent(action, name -> new AtomicInteger());
    }

    /** Keeps requests of an action from the server from now on. */
    void withhold(String action) {
        withheld.put(action, new CountDownLatch(1));
    }

    /** Lets requests of an action pass again; those that came meanwhile are not answered. */
    void pass(String action) {
        withheld.remove(action).countDown();
    }

    void setDown(boolean isDown) {
        this.isDown = isDown;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String action = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
                    .replaceFirst(".*\\.", "");
            counter(action).incrementAndGet();
            CountDownLatch latch = withheld.get(action);
            if (latch != null) {
                latch.await();
                return;
            }
            if (isDown) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            forward(exchange, body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(exchange.getRequestURI()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (String name : FORWARDED) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        for (String name : List.of("Content-Type", "x-amzn-query-error")) {
            answer.headers().firstValue(name).ifPresent(value -> exchange.getResponseHeaders()
                    .set(name, value));
        }
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    @Override
    public void close() {
        proxy.stop(0);
        threads.shutdownNow();
    }
}
