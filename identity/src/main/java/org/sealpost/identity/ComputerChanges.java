package org.sealpost.identity;

/** Changes to the computers. Each is on disk when the method returns, or throws {@link DirectoryConflict}. */
public interface ComputerChanges {
    void add(Computer computer);

    /** Replaces the computer of the same host name: further names, unit, enabled. */
    void change(Computer computer);

    void remove(String hostName);
}
