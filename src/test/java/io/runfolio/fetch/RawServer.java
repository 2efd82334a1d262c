package io.runfolio.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Server on loopback that sends the bytes a test wants, however wrong they are. */
final class RawServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    final List<Request> requests = new CopyOnWriteArrayList<>();

    /** Request with its headers in lower case. */
    record Request(String path, Map<String, String> headers) {}

    /** Writes an answer; the connection is closed afterwards. */
    interface Answer {
        void write(Request request, OutputStream out) throws IOException, InterruptedException;
    }

    RawServer() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(this::accept, "raw-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    void reset() {
        answers.clear();
        requests.clear();
    }

    int port() {
        return socket.getLocalPort();
    }

    void on(String path, Answer answer) {
        answers.put(path, answer);
    }

    /** Answers with a head and a body. */
    void on(String path, String head, byte[] body) {
        on(path, (request, out) -> {
            out.write(head(head));
            out.write(body);
        });
    }

    static byte[] head(String head) {
        return ("HTTP/1.1 " + head.strip().replace("\n", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    long count(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).count();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread thread = new Thread(() -> serve(client), "raw-answer");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            String first = in.readLine();
            if (first == null || first.split(" ").length < 2) {
                return;
            }
            Map<String, String> headers = new TreeMap<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            Request request = new Request(first.split(" ")[1].replaceFirst("\\?.*", ""), headers);
            requests.add(request);
            answers.getOrDefault(request.path(), (asked, out) -> out.write(head("404 Not Found\nContent-Length: 0")))
                    .write(request, client.getOutputStream());
            client.getOutputStream().flush();
        } catch (IOException | InterruptedException e) {
            return; // the client has hung up
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
