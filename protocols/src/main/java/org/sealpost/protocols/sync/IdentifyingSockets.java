package org.sealpost.protocols.sync;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** TLS sockets whose handshake fails unless the server's certificate is for the host that was meant (RFC 2830 section 3.6). */
final class IdentifyingSockets extends SSLSocketFactory {
    private static final int CONNECT_MILLISECONDS = 5_000;

    private final SSLSocketFactory factory;
    private final String meant;

    /** {@code meant}: the host as the administrator wrote it. */
    IdentifyingSockets(SSLSocketFactory factory, String meant) {
        this.factory = factory;
        this.meant = meant;
    }

    private static Socket identifying(Socket socket) {
        SSLSocket secure = (SSLSocket) socket;
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("LDAPS");
        secure.setSSLParameters(parameters);
        return secure;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return factory.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return identifying(factory.createSocket(socket, meant, port, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket(InetAddress.getAllByName(host)[0], port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    /** The address alone would be looked up for a name, which is not the one that was meant. */
    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        Socket plain = new Socket();
        boolean connected = false;
        try {
            plain.connect(new InetSocketAddress(host, port), CONNECT_MILLISECONDS);
            connected = true;
            return createSocket(plain, meant, port, true);
        } finally {
            if (!connected) {
                plain.close();
            }
        }
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }
}
