package org.sealpost.pki.pkcs11;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The few calls of PKCS #11 that an authority needs, on a machine where CK_ULONG has 64 bits (Linux, macOS). It keeps no state but
 * the library; who calls it keeps sessions and threads in order.
 */
@SuppressWarnings("restricted") // Calls leave Java: sizes and order are those of the header files of PKCS #11.
final class Cryptoki {
    private static final ValueLayout.OfLong ULONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    /** As the function list is read: a version in front, then pointers (CK_FUNCTION_LIST). */
    private static final int FUNCTIONS = 68;

    private static final int ATTRIBUTE_BYTES = 24;
    private static final int TOKEN_INFO_BYTES = 256;
    private static final int LABEL_BYTES = 32;
    private static final int SLOTS_LIMIT = 256;
    private static final int OBJECTS_LIMIT = 16;
    private static final int VALUE_LIMIT_BYTES = 16 * 1024;
    private static final int SIGNATURE_LIMIT_BYTES = 2048;
    private static final long OS_LOCKING = 2;
    private static final long SERIAL_AND_WRITING = 6;
    private static final long USER = 1;

    private final Map<Call, MethodHandle> handles = new EnumMap<>(Call.class);

    private Cryptoki(MemorySegment functions) {
        for (Call call : Call.values()) {
            MemorySegment function = functions.getAtIndex(ValueLayout.ADDRESS, call.place + 1L);
            handles.put(call, Linker.nativeLinker().downcallHandle(function, call.descriptor()));
        }
    }

    /** Which function of the list, by its place there (PKCS #11 appendix, pkcs11f.h), and how it is called. */
    private enum Call {
        C_INITIALIZE(0, "p"),
        C_FINALIZE(1, "p"),
        C_GET_SLOT_LIST(4, "bpp"),
        C_GET_TOKEN_INFO(6, "lp"),
        C_OPEN_SESSION(12, "llppp"),
        C_CLOSE_SESSION(13, "l"),
        C_LOGIN(18, "llpl"),
        C_GET_ATTRIBUTE_VALUE(24, "llpl"),
        C_FIND_OBJECTS_INIT(26, "lpl"),
        C_FIND_OBJECTS(27, "lplp"),
        C_FIND_OBJECTS_FINAL(28, "l"),
        C_SIGN_INIT(42, "lpl"),
        C_SIGN(43, "lplpp"),
        C_GENERATE_KEY_PAIR(59, "lpplplpp");

        private final int place;
        private final String arguments;

        Call(int place, String arguments) {
            this.place = place;
            this.arguments = arguments;
        }

        FunctionDescriptor descriptor() {
            return FunctionDescriptor.of(
                    ULONG,
                    arguments
                            .chars()
                            .mapToObj(one -> switch (one) {
                                case 'b' -> (MemoryLayout) BYTE;
                                case 'l' -> ULONG;
                                default -> ValueLayout.ADDRESS;
                            })
                            .toArray(MemoryLayout[]::new));
        }
    }

    /**
     * Loads a library. It stays loaded as long as the program runs.
     *
     * @throws IllegalArgumentException if there is none, or it is none of PKCS #11
     */
    static Cryptoki load(Path library) throws CryptokiFailure {
        SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
        MemorySegment list = symbols.find("C_GetFunctionList")
                .orElseThrow(() -> new IllegalArgumentException("not a library of PKCS #11: " + library));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found = arena.allocate(ValueLayout.ADDRESS);
            MethodHandle call =
                    Linker.nativeLinker().downcallHandle(list, FunctionDescriptor.of(ULONG, ValueLayout.ADDRESS));
            check("C_GetFunctionList", invoke(call, found));
            return new Cryptoki(
                    found.get(ValueLayout.ADDRESS, 0).reinterpret((FUNCTIONS + 1) * ValueLayout.ADDRESS.byteSize()));
        }
    }

    @SuppressWarnings("IllegalCatch") // A method handle may throw anything; this one throws nothing.
    private static long invoke(MethodHandle call, Object... arguments) {
        try {
            return (long) call.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("a call of PKCS #11 cannot be made", e);
        }
    }

    private static void check(String call, long code) throws CryptokiFailure {
        if (code != 0) {
            throw new CryptokiFailure(call, code);
        }
    }

    private void call(Call call, Object... arguments) throws CryptokiFailure {
        check(call.name(), invoke(Objects.requireNonNull(handles.get(call)), arguments));
    }

    /** Begins; somebody else in this process may have begun before. */
    void initialize() throws CryptokiFailure {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment arguments = arena.allocate(6 * ULONG.byteSize(), ULONG.byteAlignment());
            arguments.setAtIndex(ULONG, 4, OS_LOCKING);
            call(Call.C_INITIALIZE, arguments);
        } catch (CryptokiFailure e) {
            if (e.code() != CryptokiFailure.ALREADY_INITIALIZED) {
                throw e;
            }
        }
    }

    /** Ends; all sessions are over. Only then some libraries see tokens that came meanwhile. */
    void finish() throws CryptokiFailure {
        call(Call.C_FINALIZE, MemorySegment.NULL);
    }

    /** All slots that hold a token with this label. */
    List<Long> slots(String label) throws CryptokiFailure {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(ULONG);
            MemorySegment all = arena.allocate(ULONG, SLOTS_LIMIT);
            count.set(ULONG, 0, SLOTS_LIMIT);
            call(Call.C_GET_SLOT_LIST, (byte) 1, all, count);
            List<Long> found = new ArrayList<>();
            for (long i = 0; i < Math.min(count.get(ULONG, 0), SLOTS_LIMIT); i++) {
                long slot = all.getAtIndex(ULONG, i);
                if (label(arena, slot).equals(label)) {
                    found.add(slot);
                }
            }
            return found;
        }
    }

    private String label(Arena arena, long slot) throws CryptokiFailure {
        MemorySegment info = arena.allocate(TOKEN_INFO_BYTES, ULONG.byteAlignment());
        call(Call.C_GET_TOKEN_INFO, slot, info);
        return new String(info.asSlice(0, LABEL_BYTES).toArray(BYTE), StandardCharsets.UTF_8).stripTrailing();
    }

    long openSession(long slot) throws CryptokiFailure {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment session = arena.allocate(ULONG);
            call(Call.C_OPEN_SESSION, slot, SERIAL_AND_WRITING, MemorySegment.NULL, MemorySegment.NULL, session);
            return session.get(ULONG, 0);
        }
    }

    void closeSession(long session) throws CryptokiFailure {
        call(Call.C_CLOSE_SESSION, session);
    }

    /** The login counts for all sessions of this program with the token. */
    void login(long session, byte[] pin) throws CryptokiFailure {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment secret = arena.allocate(Math.max(1, pin.length));
            MemorySegment.copy(pin, 0, secret, BYTE, 0, pin.length);
            try {
                call(Call.C_LOGIN, session, USER, secret, (long) pin.length);
            } catch (CryptokiFailure e) {
                if (e.code() != CryptokiFailure.USER_ALREADY_LOGGED_IN) {
                    throw e;
                }
            } finally {
                secret.fill((byte) 0);
            }
        }
    }

    /** Objects with all of these properties, a few at most. */
    List<Long> find(long session, List<Attribute> wanted) throws CryptokiFailure {
        try (Arena arena = Arena.ofConfined()) {
            call(Call.C_FIND_OBJECTS_INIT, session, template(arena, wanted), (long) wanted.size());
            MemorySegment handles = arena.allocate(ULONG, OBJECTS_LIMIT);
            MemorySegment count = arena.allocate(ULONG);
            call(Call.C_FIND_OBJECTS, session, handles, (long) OBJECTS_LIMIT, count);
            call(Call.C_FIND_OBJECTS_FINAL, session);
            List<Long> found = new ArrayList<>();
            for (long i = 0; i < Math.min(count.get(ULONG, 0), OBJECTS_LIMIT); i++) {
                found.add(handles.getAtIndex(ULONG, i));
            }
            return found;
        }
    }

    byte[] attribute(long session, long object, long type) throws CryptokiFailure {
        try (Arena arena = Arena.ofConfined()) {
            Attribute room = new Attribute(type, new byte[VALUE_LIMIT_BYTES]);
            MemorySegment asked = template(arena, List.of(room));
            call(Call.C_GET_ATTRIBUTE_VALUE, session, object, asked, 1L);
            long length = asked.getAtIndex(ULONG, 2);
            if (length < 0 || length > VALUE_LIMIT_BYTES) {
                throw new CryptokiFailure("C_GetAttributeValue of " + Long.toHexString(type), 0x13);
            }
            return asked.get(ValueLayout.ADDRESS, ULONG.byteSize())
                    .reinterpret(length)
                    .toArray(BYTE);
        }
    }

    byte[] sign(long session, long key, Mechanism mechanism, byte[] content) throws CryptokiFailure {
        try (Arena arena = Arena.ofConfined()) {
            call(Call.C_SIGN_INIT, session, mechanism(arena, mechanism), key);
            MemorySegment signature = arena.allocate(SIGNATURE_LIMIT_BYTES);
            MemorySegment length = arena.allocate(ULONG);
            length.set(ULONG, 0, SIGNATURE_LIMIT_BYTES);
            call(Call.C_SIGN, session, bytes(arena, content), (long) content.length, signature, length);
            return Arrays.copyOf(signature.toArray(BYTE), Math.toIntExact(length.get(ULONG, 0)));
        }
    }

    /** Handles of the new public and private key. */
    long[] generate(long session, Mechanism mechanism, List<Attribute> publicKey, List<Attribute> privateKey)
            throws CryptokiFailure {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment open = arena.allocate(ULONG);
            MemorySegment closed = arena.allocate(ULONG);
            call(
                    Call.C_GENERATE_KEY_PAIR,
                    session,
                    mechanism(arena, mechanism),
                    template(arena, publicKey),
                    (long) publicKey.size(),
                    template(arena, privateKey),
                    (long) privateKey.size(),
                    open,
                    closed);
            return new long[] {open.get(ULONG, 0), closed.get(ULONG, 0)};
        }
    }

    /** An array of CK_ATTRIBUTE: type, pointer, length. */
    private static MemorySegment template(Arena arena, List<Attribute> attributes) {
        MemorySegment all =
                arena.allocate((long) ATTRIBUTE_BYTES * Math.max(1, attributes.size()), ULONG.byteAlignment());
        long place = 0;
        for (Attribute attribute : attributes) {
            entry(arena, all.asSlice(place, ATTRIBUTE_BYTES), attribute.type(), attribute.value());
            place += ATTRIBUTE_BYTES;
        }
        return all;
    }

    /** CK_MECHANISM: type, pointer, length. */
    private static MemorySegment mechanism(Arena arena, Mechanism mechanism) {
        MemorySegment one = arena.allocate(ATTRIBUTE_BYTES, ULONG.byteAlignment());
        entry(arena, one, mechanism.type(), mechanism.parameter());
        return one;
    }

    private static void entry(Arena arena, MemorySegment to, long type, byte[] value) {
        to.set(ULONG, 0, type);
        to.set(ValueLayout.ADDRESS, ULONG.byteSize(), value.length == 0 ? MemorySegment.NULL : bytes(arena, value));
        to.set(ULONG, 2 * ULONG.byteSize(), value.length);
    }

    private static MemorySegment bytes(Arena arena, byte[] value) {
        MemorySegment segment = arena.allocate(Math.max(1, value.length), ULONG.byteAlignment());
        MemorySegment.copy(value, 0, segment, BYTE, 0, value.length);
        return segment;
    }
}
