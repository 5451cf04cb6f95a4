package dev.targetnode.mgmt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortalReaderTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1:3261, 10.0.0.1, 3261",
        "10.0.0.1, 10.0.0.1, 3260",
        "localhost:0, localhost, 0",
        "[::]:65535, ::, 65535",
        "[2001:db8::1], 2001:db8::1, 3260",
        "[fe80::1%eth0]:3260, fe80::1%eth0, 3260"
    })
    void readsHostAndPort(String text, String host, int port) {
        assertEquals(new PortalSpec(host, port), PortalReader.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":3260",
                "::1",
                "::1:3260",
                "[::1",
                "[10.0.0.1]:1",
                "[::g]:1",
                "a:65536",
                "a:-1",
                "a:",
                "a:1:2"
            })
    void refuses(String text) {
        assertNull(PortalReader.parse(text));
    }

    @Test
    void anAddressWrittenAsTextReadsBackTheSame() {
        PortalSpec portal = new PortalSpec("2001:db8::1", 3260);
        assertEquals(portal, PortalReader.parse(portal.toString()));
    }
}
