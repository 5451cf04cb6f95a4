package dev.targetnode.mgmt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    @ParameterizedTest
    @CsvSource({
        "device, device, 0",
        "devcie, device, 1",
        "devise, device, 1",
        "device, devices, 1",
        "'', abc, 3",
        "ab, cd, 2"
    })
    void countsInsertionsDeletionsReplacementsAndSwaps(String a, String b, int distance) {
        assertEquals(distance, NearestName.distance(a, b));
        assertEquals(distance, NearestName.distance(b, a));
    }

    @Test
    void namesTheNearestInAnyCase() {
        assertEquals(
                "; did you mean MaxBurstLength?", NearestName.hint("maxburstlen", Set.of("MaxBurstLength", "alias")));
    }

    @Test
    void listsAFewNamesWhereNoneIsNear() {
        assertEquals("; known here: alias, enabled", NearestName.hint("xyzzyxyzzy", Set.of("enabled", "alias")));
        assertEquals("", NearestName.hint("xyzzyxyzzy", Set.of()));
    }
}
