package org.sealpost.app.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.sealpost.app.House;

/** Whether each door that should be open takes a connection. */
final class DoorChecks implements Check {
    private static final int PATIENCE_MILLIS = 2_000;

    private final House house;

    DoorChecks(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        Map<String, String> doors = house.openDoors();
        if (doors.isEmpty()) {
            return List.of(Diagnosis.notTested("SP-NET-001", "the server does not run"));
        }
        return doors.entrySet().stream()
                .map(door -> check(door.getKey(), door.getValue()))
                .toList();
    }

    private static Diagnosis check(String door, String address) {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon).replace("0.0.0.0", "127.0.0.1");
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1))), PATIENCE_MILLIS);
            return Diagnosis.good("SP-NET-001", door + " answers on " + address);
        } catch (IOException e) {
            return Diagnosis.failure(
                    "SP-NET-001",
                    door + " cannot be used",
                    door + " on " + address + ": " + e.getMessage(),
                    "start the server again");
        }
    }
}
