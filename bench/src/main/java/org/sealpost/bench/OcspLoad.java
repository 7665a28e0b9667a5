package org.sealpost.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks an OCSP responder over HTTP for some seconds, with connections that are kept if the responder keeps them. */
public final class OcspLoad {
    private static final int SUCCESSFUL_OFFSET_LIMIT = 16;

    private final int port;
    private final List<byte[]> requests;
    private final long end;

    private OcspLoad(int port, List<byte[]> requests, long end) {
        this.port = port;
        this.requests = requests;
        this.end = end;
    }

    /** Arguments: port, path, connections, seconds, and files with requests in DER. Prints how many were answered. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        List<byte[]> requests = new ArrayList<>();
        for (int i = 4; i < arguments.length; i++) {
            byte[] body = Files.readAllBytes(Path.of(arguments[i]));
            byte[] head = ("POST " + arguments[1] + " HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/ocsp-request\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            byte[] whole = new byte[head.length + body.length];
            System.arraycopy(head, 0, whole, 0, head.length);
            System.arraycopy(body, 0, whole, head.length, body.length);
            requests.add(whole);
        }
        long end = System.nanoTime() + Long.parseLong(arguments[3]) * 1_000_000_000L;
        OcspLoad load = new OcspLoad(Integer.parseInt(arguments[0]), requests, end);
        int connections = Integer.parseInt(arguments[2]);
        long answered = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int first = i;
                counts.add(threads.submit(() -> load.ask(first)));
            }
            for (Future<Long> count : counts) {
                answered += count.get();
            }
        }
        System.out.println(answered);
    }

    private long ask(int first) throws IOException {
        long answered = 0;
        int next = first;
        while (System.nanoTime() < end) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                InputStream in = new BufferedInputStream(socket.getInputStream(), 8192);
                // A connection without a question would keep openssl ocsp busy for good.
                boolean kept;
                do {
                    socket.getOutputStream().write(requests.get(next++ % requests.size()));
                    kept = answer(in);
                    answered++;
                } while (kept && System.nanoTime() < end);
            }
        }
        return answered;
    }

    /** False if the connection ends with this answer. */
    private static boolean answer(InputStream in) throws IOException {
        String status = line(in);
        if (!status.contains(" 200 ")) {
            throw new IOException("no answer: " + status);
        }
        boolean kept = status.startsWith("HTTP/1.1");
        int length = -1;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(java.util.Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).strip());
            }
            kept &= !lower.equals("connection: close");
        }
        byte[] body = length < 0 ? in.readAllBytes() : in.readNBytes(length);
        // OCSPResponse ::= SEQUENCE { responseStatus ENUMERATED successful (0), ...
        for (int i = 0; i < SUCCESSFUL_OFFSET_LIMIT; i++) {
            if (body[i] == 0x0a && body[i + 1] == 1) {
                if (body[i + 2] != 0) {
                    throw new IOException("the responder refuses: " + body[i + 2]);
                }
                return kept;
            }
        }
        throw new IOException("not an OCSP answer");
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the connection ended");
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }
}
