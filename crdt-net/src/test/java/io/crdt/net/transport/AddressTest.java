package io.crdt.net.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"localhost:7400", "127.0.0.1:1", "[::1]:65535"})
    void anAddressIsWrittenAsItIsRead(String text) {
        assertEquals(text, Address.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", ":1", "host:", "host:x", "host:65536", "host:-1", "::1:80"})
    void whatIsNoAddressIsNamed(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Address.parse(text))
                .getMessage();
        assertTrue(message.contains(text) || message.contains("65535") || message.contains("host"), message);
    }
}
