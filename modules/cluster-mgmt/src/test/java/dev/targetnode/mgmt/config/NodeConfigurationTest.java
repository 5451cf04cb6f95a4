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
                  iqn.a { enabled = true }
                  iqn.b { enabled = true, rel_tgt_id = 1 }
                  iqn.c { enabled = false }
                  iqn.d { enabled = true }
                }
                """.replaceAll("iqn\\.[a-d]", "\"$0\""));
        assertEquals(Map.of("iqn.a", 2, "iqn.b", 1, "iqn.d", 3), node.relativeTargetIds());
    }

    @Test
    void writesAnIpv6PortalInBrackets() {
        assertEquals("[fe80::1%eth0]:3260", new PortalSpec("fe80::1%eth0", 3260).toString());
        assertEquals("10.0.0.1:1", new PortalSpec("10.0.0.1", 1).toString());
    }

    private static NodeConfiguration read(String written) {
        Config reference = ConfigFactory.defaultReference();
        ConfigurationResult result = new ConfigurationReader(reference, List.of())
                .read(ConfigFactory.parseString(written).withFallback(reference).resolve());
        return assertInstanceOf(ConfigurationResult.Valid.class, result).configuration();
    }
}
