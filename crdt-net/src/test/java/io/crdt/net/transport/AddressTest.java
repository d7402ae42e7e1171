package io.crdt.net.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost:7400", "127.0.0.1:1", "[::1]:65535", "[fe80::1%lo]:1", "host_name:1", "ü.example:1"})
    void anAddressIsWrittenAsItIsRead(String text) {
        assertEquals(text, Address.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                ":1",
                "host:",
                "host:x",
                "host:65536",
                "host:-1",
                "host:+80",
                "host:٣٣",
                "::1:80",
                "[[::1]]:80",
                "[::1:80",
                "[]:80",
                "[host]:80",
                "[127.0.0.1]:80",
                "256.256.256.256:1",
                "1.2.3.4.5.6:x",
                "a..b:1",
                "..:1",
                ".:1",
                "-:1",
                "a b:1",
                " host:1",
                "host:1 ",
                "http://x:1",
                "user@host:80",
                "\0:1",
                "[1::2::3]:1",
                "[1:2:3:4:5:6:7]:1",
                "[1:2:3:4:5:6:7:8:9]:1",
                "[::12345]:1",
                "[::1%]:1",
                "[::1.2.3.999]:1",
                "\ud83d:1"
            })
    void whatIsNoAddressIsNamed(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> Address.parse(text))
                .getMessage();
        assertTrue(message.contains(text) || message.contains("65535") || message.contains("host"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "[::0]:1, [::]:1",
        "[0000:0000:0000:0000:0000:0000:0000:0000]:1, [::]:1",
        "[0:0:0:0:0:0:0:1]:1, [::1]:1",
        "[::ffff:127.0.0.1]:1, 127.0.0.1:1",
        "[::FFFF:7f00:1]:1, 127.0.0.1:1",
        "[2001:DB8:0:0:1:0:0:1]:1, [2001:db8::1:0:0:1]:1",
        "[2001:db8:0:1:1:1:1:1]:1, [2001:db8:0:1:1:1:1:1]:1",
        "[1:2:3:4:5:6:1.2.3.4]:1, [1:2:3:4:5:6:102:304]:1",
        "127.1:1, 127.0.0.1:1",
        "0:1, 0.0.0.0:1",
        "LOCALHOST:080, localhost:80"
    })
    void onePlaceHasOneSpelling(String written, String canonical) {
        assertEquals(canonical, Address.parse(written).toString());
        assertEquals(Address.parse(canonical), Address.parse(written));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::0",
                "0:0:0:0:0:0:0:0",
                "0000:0000:0000:0000:0000:0000:0000:0000",
                "0",
                "0.0",
                "0.0.0.0",
                "[::]",
                "::0.0.0.0",
                "::ffff:0.0.0.0",
                "::%lo"
            })
    void allSpellingsOfAllAddressesOfAMachineAreAWildcard(String host) {
        assertTrue(new Address(host, 1).isWildcard());
        assertFalse(new Address(host, 1).isLoopback());
    }

    @ParameterizedTest
    @CsvSource({
        "::1, true",
        "0:0:0:0:0:0:0:1, true",
        "127.1, true",
        "127.9.9.9, true",
        "::ffff:127.0.0.1, true",
        "LocalHost, true",
        "127.example, false",
        "::2, false",
        "128.0.0.1, false",
        "localhost.example, false"
    })
    void onlyThisMachineReachesALoopbackAddress(String host, boolean loopback) {
        assertEquals(loopback, new Address(host, 1).isLoopback());
        assertFalse(new Address(host, 1).isWildcard());
    }

    @Property
    void whatIsPrintedIsReadAsTheSameAddress(@ForAll("hosts") String host, @ForAll @IntRange(max = 65_535) int port) {
        Address address = new Address(host, port);

        assertEquals(address, Address.parse(address.toString()));
        assertEquals(address.toString(), Address.parse(address.toString()).toString());
        assertEquals(address, new Address(address.host(), port));
        assertEquals(address, new Address(host.toUpperCase(Locale.ROOT), port));
    }

    /** The virtual machine reads literals without looking anything up. */
    @Property
    void theSpellingOfAnIpAddressNamesTheSameBytes(
            @ForAll @Size(16) byte[] bytes, @ForAll @IntRange(max = 16) int zeros) throws UnknownHostException {
        for (int i = 0; i < zeros; i++) {
            bytes[(i * 5 + zeros) % 16] = 0;
        }
        InetAddress expected = InetAddress.getByAddress(bytes);

        String canonical = new Address(expected.getHostAddress(), 1).host();

        assertEquals(expected, InetAddress.getByName(canonical));
    }

    @Provide
    Arbitrary<String> hosts() {
        Arbitrary<String> group = Arbitraries.of("0", "00", "0000", "1", "ab", "ffff", "7f00");
        Arbitrary<String> v6 = group.list().ofSize(8).map(groups -> String.join(":", groups));
        Arbitrary<String> gapped = group.list()
                .ofMaxSize(3)
                .flatMap(left -> group.list()
                        .ofMaxSize(4)
                        .map(right -> String.join(":", left) + "::" + String.join(":", right)));
        Arbitrary<String> v4 = Arbitraries.integers()
                .between(0, 255)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(numbers ->
                        String.join(".", numbers.stream().map(String::valueOf).toList()));
        Arbitrary<String> name = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .ofMinLength(1)
                .ofMaxLength(20);
        return Arbitraries.oneOf(
                v6, gapped, gapped.map(each -> "[" + each + "]"), v4, name, name.map(each -> each + ".ex-1"));
    }
}
