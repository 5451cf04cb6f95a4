package dev.targetnode.mgmt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeConfigurationTest {

    @Test
    void givesFreeIdentifiersToEnabledTargetsInTheOrderOfNames() {
        NodeConfiguration node = read("""
                target-node.targets {
                  iqn.2026-11.a { enabled = true }
                  iqn.2026-11.b { enabled = true, rel_tgt_id = 1 }
                  iqn.2026-11.c { enabled = false }
                  iqn.2026-11.d { enabled = true }
                }
                """.replaceAll("iqn\\.2026-11\\.[a-d]", "\"$0\""));
        assertEquals(Map.of("iqn.2026-11.a", 2, "iqn.2026-11.b", 1, "iqn.2026-11.d", 3), node.relativeTargetIds());
    }

    @Test
    void writesAnIpv6PortalInBrackets() {
        assertEquals("[fe80::1%eth0]:3260", new PortalSpec("fe80::1%eth0", 3260).toString());
        assertEquals("10.0.0.1:1", new PortalSpec("10.0.0.1", 1).toString());
    }

    private static NodeConfiguration read(String written) {
        Config reference = ConfigFactory.defaultReference();
        ConfigurationResult result = new ConfigurationReader(reference, List.of(), new TestSecrets())
                .read(ConfigFactory.parseString(written).withFallback(reference).resolve());
        return assertInstanceOf(ConfigurationResult.Valid.class, result).configuration();
    }
}
