package dev.kerasguard.operator.telemetry;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A pod's HTTP port that says what a test wrote into its script. */
final class ScriptedServer implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, String> script = new ConcurrentHashMap<>();

    /** Listens on a loopback address; port 0 takes any that is free. */
    ScriptedServer(String address, int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), port), 0);
        server.createContext("/", exchange -> {
            String text = script.get(exchange.getRequestURI().getPath());
            byte[] body = (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(text == null ? 404 : 200, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    InetAddress address() {
        return server.getAddress().getAddress();
    }

    int port() {
        return server.getAddress().getPort();
    }

    void say(String path, String text) {
        script.put(path, text);
    }

    void fallSilent() {
        script.clear();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
